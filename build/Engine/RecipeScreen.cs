using Imager.Build.Make;
using Imager.BuildKit;

namespace Imager.Build.Recipes;

/// <summary>Shows the recipes that run at the same time in one place, as long as any of them runs.</summary>
internal sealed class RecipeScreen(BuildContext context) : IDisposable
{
    private readonly Lock gate = new();
    private int users;
    private BuildProgressPrinter? printer;
    private MaskingWriter? log;

    /// <summary>Where everything that recipes print is kept.</summary>
    private string LogPath => Path.Combine(context.Paths.Logs, "recipes.log");

    /// <summary>Shows one recipe, and writes it to its own log too.</summary>
    public Entry Enter(IBuildProgress recipeLog)
    {
        lock (gate)
        {
            if (users++ == 0)
            {
                Open();
            }

            return new(this, printer!, recipeLog);
        }
    }

    /// <summary>Takes the live part off the terminal and closes the log.</summary>
    public void Dispose()
    {
        printer?.Dispose();
        log?.Dispose();
    }

    private void Open()
    {
        Directory.CreateDirectory(context.Paths.Logs);
        log = new(new StreamWriter(LogPath, append: true));
        var console = context.Log as BuildConsole;
        var prose = console?.Prose ?? Console.Out;
        var redirected = prose == Console.Error ? Console.IsErrorRedirected : Console.IsOutputRedirected;
        var terminal = !redirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");
        printer = terminal
            ? new(prose, terminal, Console.WindowWidth, log, Console.WindowHeight)
            : new(new MaskingWriter(prose), terminal, 0, log);
        if (console is not null)
        {
            console.Around = printer.PrintBetween;
        }
    }

    private void Leave()
    {
        lock (gate)
        {
            if (--users > 0)
            {
                return;
            }

            if (context.Log is BuildConsole console)
            {
                console.Around = print => print();
            }

            Dispose();
        }
    }

    /// <summary>One recipe's use of the screen.</summary>
    internal sealed class Entry(RecipeScreen screen, BuildProgressPrinter printer, IBuildProgress recipeLog)
        : IBuildProgress, IDisposable
    {
        public void Report(BuildStatus status)
        {
            recipeLog.Report(status);
            printer.Report(status);
        }

        public void Dispose() => screen.Leave();
    }
}
