namespace Imager.Cli.Tests.Support;

/// <summary>The command in this process: streams in memory, no environment but what a test gives.</summary>
internal sealed class RecordingHost : ConsoleHost, IDisposable
{
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };
    private readonly MemoryStream binary = new();

    /// <summary>What standard input holds.</summary>
    public string Input { get; init; } = string.Empty;

    public Dictionary<string, string> Environment { get; } = [];

    /// <inheritdoc/>
    public override TextWriter Out => output;

    /// <inheritdoc/>
    public override TextWriter Error => error;

    /// <inheritdoc/>
    public override TextReader In => new StringReader(Input);

    public byte[] BinaryOutput => binary.ToArray();

    /// <summary>Runs one command line.</summary>
    public static CliResult Run(params string[] arguments)
    {
        using var host = new RecordingHost();
        return host.RunHere(arguments);
    }

    /// <summary>Runs one command line on this host.</summary>
    public CliResult RunHere(string[] arguments, CancellationToken cancellationToken = default)
    {
        var code = ImagerCommand.RunAsync(arguments, this, cancellationToken).GetAwaiter().GetResult();
        return new CliResult(code, output.ToString(), error.ToString());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
        binary.Dispose();
    }

    /// <inheritdoc/>
    public override Stream OpenStandardOutput() => binary;

    /// <inheritdoc/>
    public override string? Variable(string name) => Environment.GetValueOrDefault(name);
}
