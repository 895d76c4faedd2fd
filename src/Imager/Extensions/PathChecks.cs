using Imager.Oci.Layers;
using Imager.Profiles;

namespace Imager.Extensions;

/// <summary>Where files may lie, of what kind they are and who may write them.</summary>
internal static class PathChecks
{
    private const int OthersMayWrite = 2, StickyBit = 0x200;

    private static readonly string[] BeforeUsrMerge =
    [
        "etc/cri/conf.d", "lib/firmware", "lib/modules", "lib64/ld-linux-x86-64.so.2", "usr/etc/udev/rules.d", "usr/local", "usr/share/glvnd",
        "usr/share/egl", "etc/vulkan",
    ];

    private static readonly string[] SinceUsrMerge =
    [
        "etc/cri/conf.d", "usr/lib/firmware", "usr/lib/modules", "usr/lib/ld-linux-x86-64.so.2", "usr/lib/ld-linux-aarch64.so.1", "usr/bin/ldconfig",
        "etc/ld.so.conf", "etc/ld.so.cache", "usr/bin/nvidia-modprobe", "usr/bin/nvidia-pcc", "usr/bin/nvidia-smi", "usr/bin/nvidia-ctk",
        "usr/bin/nvidia-cdi-hook", "usr/bin/nvme", "usr/lib/udev/rules.d", "usr/local", "usr/share/glvnd", "usr/share/egl", "etc/vulkan",
    ];

    /// <summary>Links to folders of /usr since 1.10; a folder of that name in a layer would hide all that is behind the link.</summary>
    private static readonly string[] MergedFolders = ["bin", "lib", "lib64", "sbin"];

    internal static IEnumerable<ExtensionFinding> Find(ExtensionImage extension, ValidationContext context)
    {
        var isMerged = context.Version.Number is null || new VersionGates(context.Version).UsrMerge;
        var allowed = isMerged ? SinceUsrMerge : BeforeUsrMerge;
        var kinds = $"Allowed for version {context.Version}: {string.Join(", ", allowed.Select(path => "/" + path))}.";
        foreach (var file in extension.RootFiles)
        {
            var path = file.RootPath!;
            if (file.Kind == NodeKind.Directory)
            {
                if (isMerged && MergedFolders.Contains(path))
                {
                    yield return Error(
                        extension, ExtensionRules.AllowedPath, file,
                        $"/{path} is a link to /usr/{path} since 1.10 and this folder would hide it. Move its files to /usr/lib.");
                }
            }
            else if (file.Kind is not (NodeKind.File or NodeKind.Symlink))
            {
                yield return Error(
                    extension, ExtensionRules.FileType, file,
                    $"special files are not allowed: /{path} is a {file.Kind}. Extensions hold files, directories and symbolic links; remove it.");
            }
            else if (!allowed.Any(prefix => IsAt(path, prefix)))
            {
                yield return Error(
                    extension, ExtensionRules.AllowedPath, file, $"path \"/{path}\" is not allowed in extensions.{Hint(path, allowed)} {kinds}");
            }

            if (file.Kind != NodeKind.Symlink && (file.Mode & OthersMayWrite) != 0 && !(file.Kind == NodeKind.Directory && (file.Mode & StickyBit) != 0))
            {
                yield return Error(
                    extension, ExtensionRules.WorldWritable, file,
                    $"everybody may write it (mode {Convert.ToString(file.Mode, 8)}). Take the permission away: chmod o-w.");
            }
        }
    }

    private static bool IsAt(string path, string prefix) =>
        path == prefix || (path.Length > prefix.Length && path[prefix.Length] == '/' && path.StartsWith(prefix, StringComparison.Ordinal));

    private static string Hint(string path, string[] allowed) =>
        allowed.FirstOrDefault(prefix => path.StartsWith(prefix, StringComparison.Ordinal)) is { } near
            ? $" It only begins like /{near}, which ends at a path boundary."
            : allowed.Contains("usr/" + path.Split('/')[0] + "/" + string.Join('/', path.Split('/')[1..2])) ? $" Since 1.10 that is /usr/{path}." : string.Empty;

    private static ExtensionFinding Error(ExtensionImage extension, string rule, ExtensionFile file, string message) =>
        new(rule, true, extension.Name, file.Path, message);
}
