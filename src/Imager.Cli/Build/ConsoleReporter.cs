namespace Imager.Cli.Build;

/// <summary>Progress on standard error: everything, warnings only, or with the effective profiles.</summary>
internal sealed class ConsoleReporter(TextWriter error, bool isQuiet, bool isVerbose) : IBuildReporter
{
    /// <inheritdoc/>
    public void Progress(string message)
    {
        if (!isQuiet)
        {
            error.WriteLine(message);
        }
    }

    /// <inheritdoc/>
    public void Warn(string message) => error.WriteLine($"imager: warning: {message}");

    /// <summary>An effective profile, shown with <c>--verbose</c>.</summary>
    internal void Profile(string yaml)
    {
        if (isVerbose)
        {
            error.WriteLine("profile ready:");
            error.Write(yaml);
        }
    }
}
