using System.Text.RegularExpressions;
using Imager.Core;

namespace Imager.Extensions;

/// <summary>Source folders to start an extension from; each builds with <c>make</c> as it is.</summary>
/// <remarks>What becomes the extension lies in <c>extension/</c>; sources stay outside of it, because its root may hold nothing else.</remarks>
public static partial class ExtensionScaffold
{
    /// <summary>Writes the sources of a service: a static C program that the OS runs as a container.</summary>
    /// <returns>The files, relative to <paramref name="folder"/>.</returns>
    /// <exception cref="InvalidInputException">The name is not allowed, or the folder is not empty.</exception>
    public static IReadOnlyList<string> WriteService(string name, string folder) => Write(name, folder, ServiceTemplate.Files(name));

    /// <summary>Writes the sources of a kernel module.</summary>
    /// <returns>The files, relative to <paramref name="folder"/>.</returns>
    /// <exception cref="InvalidInputException">The name is not allowed, or the folder is not empty.</exception>
    public static IReadOnlyList<string> WriteModule(string name, string folder) => Write(name, folder, ModuleTemplate.Files(name));

    private static List<string> Write(string name, string folder, IReadOnlyList<(string Path, string Text)> files)
    {
        if (!NamePattern().IsMatch(name))
        {
            throw new InvalidInputException(
                "IMG2865", $"\"{name}\" is no name for an extension: use a-z, 0-9 and -, beginning with a letter, for example hello-world.");
        }

        try
        {
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            {
                throw new InvalidInputException("IMG2866", $"the folder \"{folder}\" is not empty: name a new one with --output.");
            }

            foreach (var (path, text) in files)
            {
                var full = Path.Combine(folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                File.WriteAllText(full, text);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6655", $"cannot write to \"{folder}\": {error.Message}", error);
        }

        return [.. files.Select(file => file.Path)];
    }

    [GeneratedRegex("^[a-z][-a-z0-9]*$")]
    private static partial Regex NamePattern();
}
