using Imager.Core;

namespace Imager.Arguments;

/// <summary>Reads the texts that arguments name and remembers which files they were.</summary>
public sealed class InputFiles(Func<string> standardInput)
{
    private const string StandardInput = "-";

    private readonly List<string> paths = [];
    private bool isStandardInputTaken;

    /// <summary>Every file read so far, as it was named.</summary>
    public IReadOnlyList<string> Paths => paths;

    /// <summary>Reads a text file, or standard input for <c>-</c>.</summary>
    /// <exception cref="FileAccessException">The file cannot be read.</exception>
    public string ReadText(string path, string role)
    {
        if (path == StandardInput)
        {
            return ReadStandardInput();
        }

        try
        {
            var text = File.ReadAllText(path);
            paths.Add(path);
            return text;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6004", $"cannot read the {role} \"{path}\": {error.Message}", error);
        }
    }

    /// <summary>Everything on standard input.</summary>
    /// <exception cref="InvalidInputException">Two arguments ask for it.</exception>
    internal string ReadStandardInput()
    {
        if (isStandardInputTaken)
        {
            throw new InvalidInputException("IMG2743", "standard input (-) is named twice and can be read once: put one of the texts into a file.");
        }

        isStandardInputTaken = true;
        return standardInput();
    }
}
