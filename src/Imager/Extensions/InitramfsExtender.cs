using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Imager.Core;
using Imager.Formats.Compression;
using Imager.Formats.Cpio;
using Imager.Formats.Extents;
using Imager.Formats.Squashfs;
using Imager.Formats.Tree;
using Imager.Host;
using Imager.Profiles;
using Imager.Profiles.Extensions;

namespace Imager.Extensions;

/// <summary>Puts extensions into an initramfs: microcode first, the original bytes untouched, one appended segment.</summary>
/// <remarks>
/// The segment holds <c>0.sqsh</c>, <c>1.sqsh</c> ... in mount order, <c>extensions.yaml</c>, firmware, and <c>extensions.sha256</c> with
/// the digest of each. It is zstd from 1.8 on, before that xz with CRC32; the kernel takes both.
/// </remarks>
internal sealed class InitramfsExtender(VersionGates gates, SourceDateEpoch epoch, int threads, string scratchFolder) : IDisposable
{
    internal const string DigestFileName = "extensions.sha256";

    private const string RootImageName = "rootfs.sqsh";
    private const string PinArgument = "imager.extensions";
    private const string MicrocodeFolder = "kernel/x86/microcode";
    private const int LayerLevel = 18, DenseLevel = 3;
    private const int SegmentAlignment = 4;

    private readonly List<FileSource> files = [];

    private string FirmwareFolder => gates.UsrMerge ? "usr/lib/firmware" : "lib/firmware";

    /// <summary>Extends <paramref name="original"/>; contents stay in scratch files until this is disposed.</summary>
    internal ExtendedInitramfs Extend(ByteSource original, IReadOnlyList<ExtensionImage> extensions, CancellationToken cancellationToken)
    {
        var layers = extensions.Select((extension, index) => (Extension: extension, Name: index.ToString(CultureInfo.InvariantCulture))).ToList();
        var modulesFolder = gates.UsrMerge ? "usr/lib/modules" : "lib/modules";
        if (ModulesLayer.IsNeeded(extensions, modulesFolder))
        {
            var root = RootImage(original);
            layers.Add((ModulesLayer.Create(root, extensions, modulesFolder, threads, cancellationToken), ModulesLayer.Name));
        }

        var tree = new FileTreeBuilder();
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var firmware = new FirmwareTree(FirmwareFolder);
        var (layerBytes, microcode) = (0L, new MicrocodeParts());
        foreach (var (extension, name) in layers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var parts = ExtensionParts.Split(extension, FirmwareFolder);
            var image = WriteLayer(parts, cancellationToken);
            layerBytes += image.LengthBytes;
            tree.AddFile($"{name}.sqsh", image);
            digests.Add($"{name}.sqsh", image.ComputeDigest().Hex);
            microcode.Add(parts);
            firmware.Add(extension, parts.Firmware);
        }

        firmware.AddTo(tree, digests);
        var document = LayerDocument.Write(layers.Select(layer => ($"{layer.Name}.sqsh", ManifestOf(layer.Extension))));
        AddText(tree, digests, LayerDocument.FileName, document);
        var early = EarlyArchive(microcode, digests);
        var list = string.Concat(digests.Select(pair => $"{pair.Value}  {pair.Key}\n"));
        tree.AddText(DigestFileName, list);
        var level = firmware.ContentBytes >= layerBytes ? LayerLevel : DenseLevel;
        var segment = WriteSegment(CpioArchive.Create(tree.Build(), epoch), level, cancellationToken);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)));
        return new ExtendedInitramfs(Join(early, original, segment), digest, KnowsPin(original) ? $"{PinArgument}={digest}" : null);
    }

    public void Dispose()
    {
        foreach (var file in files)
        {
            file.Dispose();
        }

        files.Clear();
    }

    private static ExtensionManifest ManifestOf(ExtensionImage extension) => extension.Manifest?.Manifest ?? throw new InvalidInputException(
        "IMG2871", $"the extension \"{extension.Origin}\" has no readable manifest.yaml, so it cannot be listed in {LayerDocument.FileName}.");

    private static void AddText(FileTreeBuilder tree, SortedDictionary<string, string> digests, string name, string text)
    {
        tree.AddText(name, text);
        digests.Add(name, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    /// <summary>The base's root file system, brought out of the initramfs.</summary>
    private FileSource RootImage(ByteSource original)
    {
        using var stream = new ByteSourceStream(original);
        using var reader = new InitramfsReader(stream);
        if (reader.Find(RootImageName) is not { Kind: CpioEntryKind.File })
        {
            throw new InvalidInputException(
                "IMG2875",
                $"the initramfs has no /{RootImageName}, so kernel modules of extensions cannot be indexed: it is not one of Talos or of the "
                + "reference OS. Name another one with input.initramfs.path.");
        }

        return Spool(output => reader.OpenContent().CopyTo(output));
    }

    private FileSource WriteLayer(ExtensionParts parts, CancellationToken cancellationToken)
    {
        var options = new SquashfsOptions
        {
            Time = epoch,
            Compression = gates.Zstd ? SquashfsCompression.Zstandard : SquashfsCompression.Xz,
            Level = gates.Zstd ? LayerLevel : null,
            Threads = threads,
            SelinuxLabels = parts.Labels,
        };
        return Spool(stream => SquashfsWriter.Write(parts.Layer, stream, options, cancellationToken));
    }

    /// <remarks>Layers are compressed already, so a high level only costs time, unless firmware is most of it.</remarks>
    private FileSource WriteSegment(ExtentMap archive, int level, CancellationToken cancellationToken)
    {
        var options = new CompressionOptions
        {
            Format = gates.Zstd ? CompressionFormat.Zstandard : CompressionFormat.Xz,
            Level = gates.Zstd ? level : 0,
            Threads = threads,
        };
        return Spool(stream => InitramfsSegment.Write(archive, stream, options, cancellationToken));
    }

    private FileSource Spool(Action<Stream> write)
    {
        var path = Path.Combine(scratchFolder, string.Create(CultureInfo.InvariantCulture, $"part-{files.Count}"));
        try
        {
            var file = FileSource.CreateNameless(path);
            files.Add(file);
            using (var stream = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(file.Handle.DangerousGetHandle(), ownsHandle: false), FileAccess.ReadWrite))
            {
                write(stream);
            }

            return file.Reopened();
        }
        catch (IOException error)
        {
            throw new FileAccessException("IMG6656", $"writing scratch files in \"{scratchFolder}\" failed: {error.Message}. Name another folder with TMPDIR.", error);
        }
    }

    private ExtentMap? EarlyArchive(MicrocodeParts microcode, SortedDictionary<string, string> digests)
    {
        if (microcode.IsEmpty)
        {
            return null;
        }

        var tree = new FileTreeBuilder();
        foreach (var (name, content) in microcode.Files)
        {
            tree.AddFile($"{MicrocodeFolder}/{name}", content);
            digests.Add($"{MicrocodeFolder}/{name}", content.ComputeDigest().Hex);
        }

        return CpioArchive.Create(tree.Build(), epoch);
    }

    /// <summary>Each part begins at a multiple of 4; the kernel skips zeros between them.</summary>
    private static ByteSource Join(ExtentMap? early, ByteSource original, ByteSource segment)
    {
        var builder = new ExtentMapBuilder();
        var at = 0L;
        foreach (var part in new[] { early?.AsSource(), original, segment }.OfType<ByteSource>())
        {
            builder.Add(at, part);
            at = (at + part.LengthBytes + SegmentAlignment - 1) / SegmentAlignment * SegmentAlignment;
        }

        return builder.Build(at).AsSource();
    }

    /// <summary>Whether the base's own /init reads the argument; an argument that nobody reads would only change command lines.</summary>
    private static bool KnowsPin(ByteSource original)
    {
        using var stream = new ByteSourceStream(original);
        using var reader = new InitramfsReader(stream);
        if (reader.Find("init") is not { Kind: CpioEntryKind.File } entry || entry.SizeBytes > 1 << 20)
        {
            // The reference OS' /init is a script of some kilobytes; a program is somebody else's.
            return false;
        }

        using var content = reader.OpenContent();
        var bytes = new byte[entry.SizeBytes];
        content.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(PinArgument)) >= 0;
    }
}
