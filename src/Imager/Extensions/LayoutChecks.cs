using Imager.Oci.Layers;
using Imager.Profiles;
using Imager.Profiles.Extensions;

namespace Imager.Extensions;

/// <summary>The image's root, the manifest and its version range.</summary>
internal static class LayoutChecks
{
    internal static IEnumerable<ExtensionFinding> Find(ExtensionImage extension, ValidationContext context)
    {
        foreach (var file in extension.Files.Where(file => !file.Path.Contains('/', StringComparison.Ordinal)))
        {
            if (file.Path is not (ExtensionManifest.FileName or ExtensionImage.RootFolder))
            {
                yield return Error(
                    extension, ExtensionRules.Layout, file.Path,
                    $"unexpected file \"{file.Path}\": the image's root holds manifest.yaml and rootfs/ and nothing else. Move it below rootfs/ "
                    + "or remove it.");
            }
        }

        if (extension.Find(ExtensionImage.RootFolder) is not { Kind: NodeKind.Directory })
        {
            yield return Error(
                extension, ExtensionRules.Layout, ExtensionImage.RootFolder,
                "extension rootfs is missing: put the files of the extension below a folder rootfs/.");
        }

        if (extension.Manifest is not { } result)
        {
            yield return Error(
                extension, ExtensionRules.Manifest, ExtensionManifest.FileName,
                "extension manifest is missing or empty: write manifest.yaml; `imager extension new service NAME` makes one to start from.");
            yield break;
        }

        foreach (var problem in result.Problems)
        {
            yield return new ExtensionFinding(
                ExtensionRules.Manifest, problem.Severity == ProblemSeverity.Error, extension.Name, Place(problem.Line), Text(problem.Path, problem.Reason));
        }

        if (result.Manifest?.Compatibility is { } range && context.Version.Number is { } number
            && VersionConstraint.TryParse(range, out var constraint, out _) && !constraint.Allows(number))
        {
            yield return Error(
                extension, ExtensionRules.Compatibility, ExtensionManifest.FileName,
                $"version constraint {range} can't be satisfied with Talos version {context.Version}. Take the extension's build for that "
                + "version, or set --target-version.");
        }
    }

    internal static string Text(string path, string reason) => path.Length > 0 ? $"{path}: {reason}" : reason;

    private static string Place(int line) => line > 0 ? $"{ExtensionManifest.FileName}:{line}" : ExtensionManifest.FileName;

    private static ExtensionFinding Error(ExtensionImage extension, string rule, string path, string message) =>
        new(rule, true, extension.Name, path, message);
}
