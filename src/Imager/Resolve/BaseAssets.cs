using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Pe;
using Imager.Host;
using Imager.Images;
using Imager.Oci.Layers;

namespace Imager.Resolve;

/// <summary>Takes the boot assets out of an imager or installer container of any version.</summary>
/// <remarks>
/// Files under <c>/usr/install/&lt;arch&gt;</c>: <c>vmlinuz</c> and <c>initramfs.xz</c>, or <c>vmlinuz.efi[.signed]</c>, a UKI whose sections they
/// are; <c>systemd-boot.efi</c>, <c>systemd-stub.efi</c> and <c>grub/</c> where present. Only regular files are taken, found inside the image's tree.
/// </remarks>
internal static class BaseAssets
{
    private const int CopyBytes = 1 << 20;

    private static readonly string[] UkiNames = ["vmlinuz.efi", "vmlinuz.efi.signed"];

    /// <summary>Writes the assets into a new folder under the names that <see cref="AssetLocator"/> looks for.</summary>
    /// <exception cref="InvalidInputException">The image is of another kind; the message says which.</exception>
    internal static void Extract(PinnedImage image, Architecture architecture, string folder, CancellationToken cancellationToken)
    {
        var tree = image.Flatten(cancellationToken);
        var install = $"usr/install/{architecture}";
        var files = Wanted(tree, install, architecture).ToList();
        var uki = UkiNames.Select(name => tree.Resolve($"{install}/{name}")).FirstOrDefault(entry => entry?.Content is not null);
        var hasPair = files.Any(file => file.Name.StartsWith("vmlinuz-", StringComparison.Ordinal))
            && files.Any(file => file.Name.StartsWith("initramfs-", StringComparison.Ordinal));
        if (!hasPair && uki is null)
        {
            throw new InvalidInputException("IMG2044", BaseImageKind.Explain(tree, image.Location.ToString(), architecture));
        }

        if (!hasPair)
        {
            files.Add((uki!, "uki.efi"));
        }

        Directory.CreateDirectory(folder);
        using (var contents = FlatContents.Extract(
            tree, files.Select(file => file.Entry), Path.Combine(folder, ".contents"), cancellationToken))
        {
            foreach (var (entry, name) in files)
            {
                var path = Path.Combine(folder, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                using var source = contents.OpenRead(entry);
                using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                source.CopyTo(target, CopyBytes);
            }
        }

        if (!hasPair)
        {
            SplitUki(Path.Combine(folder, "uki.efi"), architecture, folder, image.Location.ToString());
        }
    }

    private static IEnumerable<(FlatEntry Entry, string Name)> Wanted(FlatTree tree, string install, Architecture architecture)
    {
        foreach (var asset in new[] { BootAsset.Kernel, BootAsset.Initramfs, BootAsset.SdStub, BootAsset.SdBoot })
        {
            if (tree.Resolve(asset.InstallPath(architecture)) is { Content: not null } entry)
            {
                yield return (entry, asset.ArtifactName(architecture));
            }
        }

        var grub = $"{install}/grub/";
        foreach (var entry in tree.Below(grub).Where(entry => entry.Content is not null && !entry.Path[grub.Length..].Contains('/', StringComparison.Ordinal)))
        {
            yield return (entry, BootAsset.Grub(entry.Path[grub.Length..]).ArtifactName(architecture));
        }
    }

    private static void SplitUki(string path, Architecture architecture, string folder, string image)
    {
        using var file = FileSource.Open(path, "UKI of the base image");
        var program = PeImage.TryRead(file);
        foreach (var (section, asset) in new[] { (".linux", BootAsset.Kernel), (".initrd", BootAsset.Initramfs) })
        {
            var found = program?.Find(section) ?? throw new InvalidInputException(
                "IMG2045", $"{image}: its UKI has no section {section}; the image is damaged or not of the kind that --base takes.");
            Copy(program.Open(found), Path.Combine(folder, asset.ArtifactName(architecture)));
        }
    }

    private static void Copy(ByteSource source, string path)
    {
        using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        var buffer = GC.AllocateUninitializedArray<byte>(CopyBytes);
        for (var done = 0L; done < source.LengthBytes;)
        {
            var chunk = buffer.AsSpan(0, (int)Math.Min(buffer.Length, source.LengthBytes - done));
            source.ReadExactly(done, chunk);
            target.Write(chunk);
            done += chunk.Length;
        }
    }
}
