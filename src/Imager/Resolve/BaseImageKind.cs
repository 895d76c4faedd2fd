using Imager.Core;
using Imager.Oci.Layers;

namespace Imager.Resolve;

/// <summary>Says what an image is when it is not what <c>--base</c> needs.</summary>
internal static class BaseImageKind
{
    private const string Needed = "--base needs an imager image, or an installer image with boot assets";

    internal static string Explain(FlatTree tree, string name, Architecture architecture)
    {
        var others = new[] { Architecture.Amd64, Architecture.Arm64 }
            .Where(other => other != architecture && tree.Below($"usr/install/{other}").Any())
            .ToList();
        if (others.Count > 0)
        {
            return $"{name}: it holds boot assets for {string.Join(", ", others)} and not for {architecture}. Build with --arch {others[0]}, "
                + $"or name an image for {architecture}.";
        }

        return $"{name}: {Describe(tree)}. {Needed}, for example ghcr.io/siderolabs/imager:v1.10.0.";
    }

    private static string Describe(FlatTree tree)
    {
        bool Has(params string[] paths) => paths.Any(path => tree.Resolve(path) is not null);
        return tree switch
        {
            _ when Has("usr/install") => "its /usr/install holds no kernel and initramfs",
            _ when Has("usr/bin/installer", "bin/installer") =>
                "this is an installer-base: the installer's tools without boot assets (--base-installer-image takes it)",
            _ when Has("manifest.yaml") && Has("rootfs") => "this is a system extension (--system-extension-image takes it)",
            _ when Has("installers") && Has("artifacts", "profiles") => "this is an overlay (--overlay-image takes it)",
            _ when Has("boot/vmlinuz") => "this is a kernel package: a kernel and its modules without an initramfs",
            _ when Has("rootfs.sqsh", "usr/bin/machined", "usr/lib/os-release", "etc/os-release") =>
                "this is an operating system image without boot assets in /usr/install",
            _ => "this image has nothing to do with booting: it holds no /usr/install",
        };
    }
}
