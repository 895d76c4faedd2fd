using Imager.Build.Make;
using Imager.BuildKit;

namespace Imager.Build.Recipes;

/// <summary>The whole output of one recipe in <c>artifacts/logs/RECIPE-ARCH.log</c>, from the last time that it ran.</summary>
internal sealed class RecipeLog : IBuildProgress, IDisposable
{
    private readonly MaskingWriter file;
    private readonly BuildLogWriter lines;

    public RecipeLog(BuildContext context, string recipe)
    {
        Directory.CreateDirectory(context.Paths.Logs);
        Path = System.IO.Path.Combine(context.Paths.Logs, $"{recipe}.log");
        file = new(new StreamWriter(Path, append: false));
        lines = new(file);
    }

    public string Path { get; }

    public void Report(BuildStatus status) => lines.Report(status);

    /// <summary>A line of our own.</summary>
    public void Note(string text) => file.WriteLine($"# {text}");

    public void Dispose()
    {
        if (lines.ClippedPieces > 0)
        {
            Note($"INCOMPLETE: the engine clipped the output of steps in {lines.ClippedPieces} places above.");
            Note("Its limits are its own: start it with BUILDKIT_STEP_LOG_MAX_SIZE=2000000000 and");
            Note("BUILDKIT_STEP_LOG_MAX_SPEED=2000000000 in its environment (a private engine of this build has them).");
        }

        file.Dispose();
    }
}
