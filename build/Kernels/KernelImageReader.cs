using System.Text.RegularExpressions;
using Cake.Core.Diagnostics;
using Imager.Build.Images;
using Imager.Build.Processes;
using Imager.Core;
using Imager.Oci.Layers;

namespace Imager.Build.Kernels;

/// <summary>Takes a kernel out of its container image: ours, or one with vmlinuz and modules at the same places.</summary>
public sealed partial class KernelImageReader(BuildContext context)
{
    /// <summary>Pulls, verifies and unpacks the image of one architecture as a <see cref="KernelFolder"/>.</summary>
    /// <exception cref="InvalidInputException">It is no kernel image.</exception>
    /// <exception cref="DependencyException">The policy for container images refuses it, or it cannot be pulled.</exception>
    public async Task ReadAsync(
        KernelImageSource image, Digest? digest, Architecture architecture, string target, CancellationToken cancellationToken)
    {
        using var images = RegistryImages.Open(context);
        var pulled = await images.PullAsync(image.At(digest), architecture, cancellationToken);
        context.Log.Information($"kernel image {image}: {pulled.Image.ManifestDocument.Descriptor.Digest}");

        var tree = pulled.Flatten(new FlattenOptions(), cancellationToken);
        var modules = FindModules(tree, image);
        var folder = new KernelFolder(target);
        Directory.CreateDirectory(target);
        FlatDirectory.Write(tree, "boot", folder.BootFolder, cancellationToken);
        Directory.CreateDirectory(Path.GetDirectoryName(folder.Modules)!);
        FlatDirectory.Write(tree, modules, folder.Modules, cancellationToken);
        foreach (var (part, path) in new[] { ("certs", Path.GetDirectoryName(folder.Certificate)!), ("signatures", folder.Signatures) })
        {
            if (tree.Below(part).Any())
            {
                FlatDirectory.Write(tree, part, path, cancellationToken);
            }
        }

        await File.WriteAllTextAsync(
            folder.ReleaseFile, Path.GetFileName(Directory.EnumerateDirectories(folder.Modules).Single()) + "\n", cancellationToken);
        await PackDevelAsync(tree, folder, cancellationToken);
    }

    /// <summary>One release with an index, below usr/lib/modules or lib/modules, and a kernel beside it.</summary>
    private static string FindModules(FlatTree tree, KernelImageSource image)
    {
        foreach (var place in new[] { "usr/lib/modules", "lib/modules" })
        {
            var releases = tree.Below(place).Select(entry => ReleasePattern().Match(entry.Path)).Where(match => match.Success)
                .Select(match => match.Groups[1].Value).Distinct().ToList();
            if (releases.Count == 1 && tree.TryGet("boot/vmlinuz", out _))
            {
                return place;
            }
        }

        throw new InvalidInputException(
            "IMG2650",
            $"{image}: this is no kernel image. It must have /boot/vmlinuz and modules of one release in /usr/lib/modules; it has: "
            + string.Join(", ", tree.Entries.Select(entry => "/" + entry.Path.Split('/')[0]).Distinct().Take(12)) + ".");
    }

    /// <summary>The devel layer back as one file; an image of others may have none, and then no module can be compiled against it.</summary>
    private async Task PackDevelAsync(FlatTree tree, KernelFolder folder, CancellationToken cancellationToken)
    {
        if (!tree.Below("usr/src").Any())
        {
            context.Log.Warning("the kernel image has no devel layer (/usr/src): modules cannot be compiled against it.");
            return;
        }

        var work = folder.Path + ".devel";
        FlatDirectory.Write(tree, "usr/src", Path.Combine(Directory.CreateDirectory(Path.Combine(work, "usr")).FullName, "src"), cancellationToken);
        await ToolProcess.RunCheckedAsync(
            new("tar", ["-c", "--mode=u=rwX,go=rX", "--sort=name", $"--mtime=@{context.SourceDateEpoch.Seconds}", "--owner=0", "--group=0", "--numeric-owner",
                "--format=ustar", "-f", folder.DevelTar, "-C", work, "usr/src"]),
            _ => { },
            cancellationToken);
        Directory.Delete(work, recursive: true);
    }

    [GeneratedRegex(@"lib/modules/([^/]+)/modules\.order$")]
    private static partial Regex ReleasePattern();
}
