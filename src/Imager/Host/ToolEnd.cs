namespace Imager.Host;

/// <summary>How a program ended and what it wrote.</summary>
public sealed record ToolEnd(int ExitCode, string Output, string Error)
{
    private const int ShownLines = 20;

    /// <summary>The last lines of what it said about itself, for an error message.</summary>
    public string LastWords
    {
        get
        {
            var lines = (Error.Trim().Length > 0 ? Error : Output).Split('\n')
                .Select(line => line.TrimEnd()).Where(line => line.Length > 0).ToList();
            return string.Join("\n", lines.TakeLast(ShownLines));
        }
    }
}
