using Cake.Core.Diagnostics;

namespace Imager.Build.Make;

/// <summary>The two output streams of a run. Lines of tasks that run at once stay whole and carry the task's name; secrets are masked.</summary>
public sealed class BuildConsole(TextWriter output, TextWriter error) : ICakeLog
{
    private readonly Lock writing = new();
    private readonly AsyncLocal<string?> currentTask = new();
    private bool isOutputForData;

    public Verbosity Verbosity { get; set; } = Verbosity.Normal;

    /// <summary>Set while something is drawn at the bottom of the terminal: takes it away around each line.</summary>
    public Action<Action> Around { get; set; } = print => print();

    /// <summary>Where progress, summaries and all else goes that is written for people.</summary>
    public TextWriter Prose => isOutputForData ? error : output;

    /// <summary>From now on standard output is for <see cref="WriteData"/> alone: scripts read it.</summary>
    public void KeepOutputForData() => isOutputForData = true;

    /// <summary>Writes a line that scripts read, as it is, without the name of the task.</summary>
    public void WriteData(string line) => Print(output, [line]);

    /// <summary>Marks what the calling flow writes from now on as the output of a task.</summary>
    public void EnterTask(string name) => currentTask.Value = name;

    public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args)
    {
        if (verbosity <= Verbosity)
        {
            WriteTo(level <= LogLevel.Warning ? error : Prose, Label(level) + string.Format(null, format, args));
        }
    }

    /// <summary>Writes a line of the host itself.</summary>
    public void WriteLine(string text = "") => Print(Prose, [text]);

    /// <summary>Writes a line of the host itself to standard error.</summary>
    public void WriteError(string text) => Print(error, [text]);

    private static string Label(LogLevel level) => level switch
    {
        LogLevel.Fatal or LogLevel.Error => "error: ",
        LogLevel.Warning => "warning: ",
        _ => string.Empty,
    };

    private void WriteTo(TextWriter writer, string text)
    {
        var prefix = currentTask.Value is { } task ? $"[{task}] " : string.Empty;
        Print(writer, text.Split('\n').Select(line => prefix + line.TrimEnd('\r')));
    }

    private void Print(TextWriter writer, IEnumerable<string> lines)
    {
        lock (writing)
        {
            Around(() =>
            {
                foreach (var line in lines)
                {
                    writer.WriteLine(Secrets.Mask(line));
                }

                writer.Flush();
            });
        }
    }
}
