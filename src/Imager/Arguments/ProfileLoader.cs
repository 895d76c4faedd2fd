using Imager.Core;
using Imager.Profiles;

namespace Imager.Arguments;

/// <summary>Turns what was typed, names, files, folders or <c>-</c>, into profile documents.</summary>
internal sealed class ProfileLoader(InputFiles inputs, bool isLenient)
{
    private const string StandardInput = "-";

    /// <summary>The built-in profiles and those of <paramref name="folder"/>, by file stem.</summary>
    internal ProfileCatalog Catalog(string? folder) => folder is null
        ? ProfileCatalog.BuiltIn
        : ProfileCatalog.BuiltIn.WithDocuments(
            DocumentsIn(folder).Select(path => KeyValuePair.Create(
                Path.GetFileNameWithoutExtension(path), (path, inputs.ReadText(path, "profile")))),
            isLenient);

    /// <summary>The documents behind one argument; a folder, unless a profile has its name, gives one for each file in it.</summary>
    internal IEnumerable<ProfileDocument> Load(string argument, ProfileCatalog catalog)
    {
        if (argument == StandardInput)
        {
            return [ProfileReader.Read(inputs.ReadStandardInput(), "<stdin>", isLenient)];
        }

        if (Directory.Exists(argument) && (IsPath(argument) || catalog.Find(argument, TargetVersion.Default) is null))
        {
            return DocumentsIn(argument).Select(ReadFile);
        }

        return IsPath(argument) ? [ReadFile(argument)] : [ProfileDocument.FromName(argument)];
    }

    private static bool IsPath(string argument) =>
        argument.Contains('/', StringComparison.Ordinal) || IsDocument(argument) || argument is "." or "..";

    private static bool IsDocument(string path) => Path.GetExtension(path) is ".yaml" or ".yml";

    private static List<string> DocumentsIn(string folder)
    {
        try
        {
            var paths = Directory.GetFiles(folder).Where(IsDocument).Order(StringComparer.Ordinal).ToList();
            return paths.Count > 0
                ? paths
                : throw new InvalidInputException("IMG2702", $"the folder \"{folder}\" holds no .yaml profile.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6005", $"cannot list the profiles folder \"{folder}\": {error.Message}", error);
        }
    }

    private ProfileDocument ReadFile(string path) => ProfileReader.Read(inputs.ReadText(path, "profile"), path, isLenient);
}
