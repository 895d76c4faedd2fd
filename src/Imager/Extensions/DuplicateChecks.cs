using Imager.Oci.Layers;

namespace Imager.Extensions;

/// <summary>Paths that several extensions bring: the later one hides the earlier.</summary>
internal static class DuplicateChecks
{
    internal static IEnumerable<ExtensionFinding> Find(IReadOnlyList<ExtensionImage> extensions)
    {
        var owners = new Dictionary<string, (ExtensionImage Extension, ExtensionFile File)>(StringComparer.Ordinal);
        foreach (var extension in extensions)
        {
            foreach (var file in extension.RootFiles.Where(file => !IsModuleIndex(file.RootPath!)))
            {
                if (owners.TryGetValue(file.RootPath!, out var first) && first.Extension != extension)
                {
                    if (Judge(first, extension, file) is { } finding)
                    {
                        yield return finding;
                    }
                }
                else
                {
                    owners[file.RootPath!] = (extension, file);
                }
            }
        }
    }

    /// <summary>modules.dep and its siblings are made anew over all extensions.</summary>
    private static bool IsModuleIndex(string path) =>
        path.Contains("lib/modules/", StringComparison.Ordinal) && Path.GetFileName(path).StartsWith("modules.", StringComparison.Ordinal);

    private static ExtensionFinding? Judge((ExtensionImage Extension, ExtensionFile File) first, ExtensionImage extension, ExtensionFile file)
    {
        var isDirectory = file.Kind == NodeKind.Directory;
        if (isDirectory && first.File.Kind == NodeKind.Directory)
        {
            return null;
        }

        if (!isDirectory && first.File.Kind != NodeKind.Directory)
        {
            var isSame = IsSame(first.File, file);
            return new ExtensionFinding(
                ExtensionRules.Duplicate, !isSame, extension.Name, file.Path,
                isSame
                    ? $"the same file is in {first.Extension.Name} ({first.Extension.Origin}); one copy would do."
                    : $"{first.Extension.Name} ({first.Extension.Origin}) has another file there, which this one would hide. Drop one of the two "
                        + "extensions, or the file from one of them.");
        }

        return new ExtensionFinding(
            ExtensionRules.Duplicate, true, extension.Name, file.Path,
            $"a directory in one and none in the other: {first.Extension.Name} ({first.Extension.Origin}) disagrees. Rename one of them.");
    }

    private static bool IsSame(ExtensionFile left, ExtensionFile right) =>
        left.Kind == right.Kind && left.LinkTarget == right.LinkTarget && left.Content?.LengthBytes == right.Content?.LengthBytes
        && (left.Content is null || left.Content.ComputeDigest() == right.Content!.ComputeDigest());
}
