using System.Buffers.Binary;
using System.Text;
using Imager.Artifacts;
using Imager.Core;
using Imager.Formats.Efi;
using Imager.Formats.Extents;
using Imager.Formats.Fat;
using Imager.Formats.Grub;
using Imager.Formats.Iso9660;
using Imager.Formats.Pe;
using Imager.Formats.Tree;
using Imager.Host;
using Imager.Profiles;

namespace Imager.MetaEditing;

/// <summary>META of an ISO image: a variable on the command line, in every UKI's <c>.cmdline</c> and in GRUB's menu.</summary>
internal static class IsoMeta
{
    private const byte UefiPlatform = 0xEF;
    private const string MenuPath = "boot/grub/grub.cfg";
    private const int SectorBytes = 2048;
    private const int MaxMenuBytes = 1 << 20;

    internal static MetaReport Show(FileSource file)
    {
        var line = CommandLineOf(IsoReader.Read(file));
        return MetaReport.FromValues("command line", CommandLineEdit.ValuesOf(line));
    }

    internal static void Set(
        FileSource file, string path, IReadOnlyList<(byte Key, string? Value)> changes, CancellationToken cancellationToken)
    {
        var iso = IsoReader.Read(file);
        var oldLine = CommandLineOf(iso);
        var values = CommandLineEdit.Merge(CommandLineEdit.ValuesOf(oldLine), changes);
        var newLine = CommandLineEdit.WithValues(oldLine, values, GatesOf(iso).CompressedMetaEnvironment);
        var patches = new PatchList();
        foreach (var uki in Ukis(iso))
        {
            PatchUki(patches, uki, oldLine, newLine);
        }

        PatchMenu(patches, file, iso, oldLine, newLine);
        var edited = patches.ApplyTo(file);
        ArtifactWriter.Write(path, target => SparseFileWriter.Write(edited, target, cancellationToken), cancellationToken);
    }

    private static string CommandLineOf(IsoVolume iso) =>
        Ukis(iso).Select(uki => UkiImage.TryRead(uki)?.CommandLine).FirstOrDefault(line => line is not null)
        ?? MenuLine(iso)
        ?? throw new InvalidInputException(
            "IMG2722", "the ISO image has neither a UKI nor a GRUB menu with a linux line, so it has no kernel command line.");

    /// <summary>UKIs of the tree and of the EFI system partition; the same bytes may come twice.</summary>
    private static IEnumerable<ByteSource> Ukis(IsoVolume iso)
    {
        var inTree = iso.Root.Walk()
            .Where(entry => entry.Path.StartsWith(EspPaths.LinuxFolder + "/", StringComparison.OrdinalIgnoreCase))
            .Select(entry => entry.Node).OfType<TreeFile>().Select(file => file.Content);
        var inEsp = iso.BootEntries
            .Where(entry => entry.Platform == UefiPlatform)
            .Select(entry => FatVolume.TryOpen(entry.Content)).OfType<FatVolume>()
            .SelectMany(volume => volume.List()
                .Where(entry => !entry.IsDirectory
                    && entry.Path.StartsWith(EspPaths.LinuxFolder + "/", StringComparison.OrdinalIgnoreCase))
                .Select(volume.Open));
        return inTree.Concat(inEsp);
    }

    private static VersionGates GatesOf(IsoVolume iso) =>
        new(TargetVersion.Parse(Ukis(iso)
            .Select(uki => UkiImage.TryRead(uki)?.OsReleaseText).OfType<string>()
            .Select(text => OsRelease.ValueOf(text, "VERSION_ID")).FirstOrDefault()));

    private static TreeFile? Menu(IsoVolume iso) =>
        iso.Root.Walk().FirstOrDefault(entry => entry.Path == MenuPath).Node as TreeFile;

    private static string? MenuLine(IsoVolume iso)
    {
        const string Start = "linux /boot/vmlinuz ";
        var text = Menu(iso) is { } menu ? Encoding.UTF8.GetString(menu.Content.ReadAtMost(0, MaxMenuBytes)) : string.Empty;
        var line = text.Split('\n').Select(row => row.Trim()).FirstOrDefault(row => row.StartsWith(Start, StringComparison.Ordinal));
        return line is null ? null : GrubConfig.Unquote(line[Start.Length..]);
    }

    private static void PatchUki(PatchList patches, ByteSource uki, string oldLine, string newLine)
    {
        if (PeImage.TryRead(uki) is not { } pe)
        {
            return;
        }

        if (pe.CertificateTable.SizeBytes > 0)
        {
            throw new UnsupportedException(
                "IMG3006", "the UKI is signed, and a changed command line would break the signature. Build the image again with --meta.");
        }

        foreach (var (index, section) in pe.Sections.Index().Where(entry => entry.Item.Name == ".cmdline"))
        {
            var text = Encoding.UTF8.GetString(pe.Open(section).ToArray());
            if (!text.StartsWith(oldLine, StringComparison.Ordinal))
            {
                throw new InvalidInputException(
                    "IMG2723", "the UKI's profiles do not share one command line; build the image again with --meta.");
            }

            var bytes = Encoding.UTF8.GetBytes(newLine + text[oldLine.Length..]);
            var roomBytes = RoomOf(pe, section);
            if (bytes.Length > roomBytes)
            {
                throw new InvalidInputException(
                    "IMG2724",
                    $"the command line with these values has {bytes.Length} bytes, and the UKI has room for {roomBytes}. "
                    + "Build the image again with --meta, or put large values into a disk image.");
            }

            var padded = new byte[Math.Max(section.RawSizeBytes, bytes.Length)];
            bytes.CopyTo(padded, 0);
            patches.Add(uki.Slice(section.RawOffsetBytes, padded.Length), padded);
            var row = new byte[PeSection.SizeBytes];
            (section with { VirtualSizeBytes = (uint)bytes.Length }).WriteTo(row);
            patches.Add(uki.Slice(pe.TableOffsetBytes + (index * (long)PeSection.SizeBytes), row.Length), row);
        }
    }

    /// <summary>A section may grow to the end of its bytes in the file, and not into the next one's addresses.</summary>
    private static long RoomOf(PeImage pe, PeSection section)
    {
        var nextAddress = pe.Sections
            .Where(other => other.VirtualAddress > section.VirtualAddress)
            .Select(other => (long)other.VirtualAddress)
            .DefaultIfEmpty(long.MaxValue)
            .Min();
        return Math.Min(section.RawSizeBytes, nextAddress - section.VirtualAddress);
    }

    private static void PatchMenu(PatchList patches, FileSource file, IsoVolume iso, string oldLine, string newLine)
    {
        if (Menu(iso) is not { } menu)
        {
            return;
        }

        var oldBytes = menu.Content.ToArray();
        var text = Encoding.UTF8.GetString(oldBytes);
        var newBytes = Encoding.UTF8.GetBytes(
            text.Replace(GrubConfig.Quote(oldLine), GrubConfig.Quote(newLine), StringComparison.Ordinal));
        var offset = MetaImage.AbsoluteOffset(menu.Content);
        var roomBytes = FreeBytesAt(file, iso, offset);
        if (newBytes.Length > roomBytes)
        {
            throw new InvalidInputException(
                "IMG2725",
                $"GRUB's menu with these values has {newBytes.Length} bytes, and the ISO image has room for {roomBytes}. "
                + "Build the image again with --meta.");
        }

        var padded = new byte[Math.Max(oldBytes.Length, newBytes.Length)];
        newBytes.CopyTo(padded, 0);
        patches.Add(file.Slice(offset, padded.Length), padded);
        patches.Add(
            file.Slice(SizeFieldOffset(file, offset, oldBytes.Length), 8), BothEndian((uint)newBytes.Length));
    }

    /// <summary>Bytes from a file's start to whatever the image stores next.</summary>
    private static long FreeBytesAt(FileSource file, IsoVolume iso, long offset)
    {
        var starts = iso.Root.Walk().Select(entry => entry.Node).OfType<TreeFile>()
            .Where(other => other.Content.LengthBytes > 0)
            .Select(other => MetaImage.AbsoluteOffset(other.Content))
            .Concat(iso.BootEntries.Select(entry => entry.OffsetBytes))
            .Append(file.LengthBytes);
        return starts.Where(start => start > offset).Min() - offset;
    }

    /// <summary>Finds the directory record of a file by its place and size, both stored in both byte orders (ECMA-119, 9.1).</summary>
    private static long SizeFieldOffset(FileSource file, long contentOffset, int contentBytes)
    {
        var head = file.ReadAtMost(0, checked((int)Math.Min(contentOffset, MaxMenuBytes * 16)));
        byte[] pattern = [.. BothEndian((uint)(contentOffset / SectorBytes)), .. BothEndian((uint)contentBytes)];
        var found = head.AsSpan().IndexOf(pattern);
        return found >= 0 && head.AsSpan(found + 1).IndexOf(pattern) < 0
            ? found + 8
            : throw new InvalidInputException(
                "IMG2726", $"the directory record of {MenuPath} was not found once; build the image again with --meta.");
    }

    private static byte[] BothEndian(uint value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), value);
        return bytes;
    }
}
