using System.Diagnostics;
using System.Globalization;

namespace Imager.Cli.Build;

/// <summary>Progress on standard error: everything, warnings only, or with effective profiles and times.</summary>
internal sealed class ConsoleReporter(TextWriter error, bool isQuiet, bool isVerbose) : IBuildReporter
{
    private readonly Stopwatch clock = Stopwatch.StartNew();

    /// <inheritdoc/>
    public void Progress(string message)
    {
        if (!isQuiet)
        {
            error.WriteLine(isVerbose ? string.Create(CultureInfo.InvariantCulture, $"[{clock.Elapsed.TotalSeconds,6:0.00}s] {message}") : message);
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
