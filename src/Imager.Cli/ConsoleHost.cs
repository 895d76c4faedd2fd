namespace Imager.Cli;

/// <summary>What a command sees of the process: its streams, whether a person looks at them, and its environment.</summary>
public class ConsoleHost
{
    /// <summary>Results: file names, documents, JSON.</summary>
    public virtual TextWriter Out => Console.Out;

    /// <summary>Progress and errors.</summary>
    public virtual TextWriter Error => Console.Error;

    /// <summary>Standard input as text.</summary>
    public virtual TextReader In => Console.In;

    /// <summary>Binary standard output, for <c>--tar-to-stdout</c>.</summary>
    public virtual Stream OpenStandardOutput() => Console.OpenStandardOutput();

    /// <summary>The value of an environment variable, or null.</summary>
    public virtual string? Variable(string name) => Environment.GetEnvironmentVariable(name);
}
