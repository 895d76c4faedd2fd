using System.Text;
using Imager.BuildKit.Transport;
using Imager.Core;

namespace Imager.BuildKit.Solve;

/// <summary>Explains why a solve failed, in one error that a person can act on.</summary>
/// <remarks><paramref name="cacheFolder"/> is where a private engine keeps its data; null for all others.</remarks>
internal sealed class BuildFailure(string engine, string dockerfile, StepTracker tracker, string? cacheFolder = null)
{
    private string DiskAdvice => cacheFolder is null
        ? "free space there or prune its build cache."
        : $"free space in the file system of {cacheFolder}, or remove that folder, which holds nothing but caches.";

    public DependencyException Explain(GrpcException error)
    {
        var details = ErrorDetails.Read(error);
        var step = tracker.Failed(details.VertexDigest);
        var text = new StringBuilder(Headline(error, details, step));
        var source = details.SourceLines.Count > 0 ? details.SourceLines : FindLines(error, step);
        if (source.Count > 0)
        {
            text.Append('\n').AppendJoin('\n', source);
        }

        var lines = step is null ? [] : tracker.LastLines(step);
        if (lines.Count > 0)
        {
            text.Append("\nLast lines of its output:\n     | ").AppendJoin("\n     | ", lines);
        }

        return IsDiskFull(error.Message, lines)
            ? new(
                "IMG5103",
                $"{text}\nThe engine's disk is full ({engine}): {DiskAdvice}",
                error)
            : step is null && details.ExitCode is null
                ? new("IMG5102", text.ToString(), error)
                : new("IMG5100", text.ToString(), error);
    }

    /// <summary>The connection broke. <paramref name="state"/> is what is known about the engine now.</summary>
    public DependencyException ConnectionLost(Exception error, string state) => new(
        "IMG5101",
        $"the connection to the engine ({engine}) was lost during the build of {dockerfile}: "
        + $"{error.GetBaseException().Message.TrimEnd('.')}. {state} Finished steps are cached; run the command again.",
        error);

    private IReadOnlyList<string> FindLines(GrpcException error, BuildStep? step)
    {
        try
        {
            var source = new DockerfileText(File.ReadAllText(dockerfile));
            return step is null ? source.LinesOfParseError(error.Message) : source.LinesOf(step.Name);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return []; // it is gone; the message stands without it
        }
    }

    private string Headline(GrpcException error, ErrorDetails details, BuildStep? step)
    {
        var at = $"the build of {dockerfile} failed" + (step is null ? string.Empty : $" at {step.Name}");
        return details.ExitCode is { } code && step is not null
            ? $"{at}: exit code {code}."
            : $"{at}: {error.Message.TrimEnd('.')}.";
    }

    private static bool IsDiskFull(string message, IEnumerable<string> lines) =>
        lines.Append(message).Any(line => line.Contains("no space left on device", StringComparison.OrdinalIgnoreCase));
}
