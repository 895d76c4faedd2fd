using Imager.Core;

namespace Imager.Arguments;

/// <summary>Reads the texts that arguments name and remembers which files they were.</summary>
public sealed class InputFiles(Func<string> standardInput)
{
    private readonly List<string> paths = [];

    /// <summary>Every file read so far, as it was named.</summary>
    public IReadOnlyList<string> Paths => paths;

    /// <summary>Reads a text file.</summary>
    /// <exception cref="FileAccessException">The file cannot be read.</exception>
    public string ReadText(string path, string role)
    {
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

    internal string ReadStandardInput() => standardInput();
}
