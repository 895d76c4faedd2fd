using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tar;
using Imager.Formats.Vmdk;

namespace Imager.Formats.Ova;

/// <summary>Writes a disk as an OVA: a tar of descriptor, manifest and stream-optimised VMDK, in that order.</summary>
/// <remarks>
/// The disk is compressed once, straight to its place behind the room for the two members whose lengths are known but whose
/// contents (its size and hash) are not; those are written last. Nothing is kept in a temporary file.
/// </remarks>
public static class OvaImage
{
    private const int EndBytes = 2 * TarHeader.BlockBytes;

    /// <summary>Writes the OVA from the stream's position on and leaves the position behind it.</summary>
    /// <returns>The VMDK's digest, as the manifest states it.</returns>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    /// <exception cref="InvalidInputException">The disk's size or a name is not possible.</exception>
    /// <exception cref="UnsupportedException">The compressed disk exceeds 8 GiB, the most that a ustar member holds.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was written is incomplete.</exception>
    public static Digest Write(
        ExtentMap disk, Stream output, OvaOptions options, int threads, CancellationToken cancellationToken)
    {
        if (!output.CanSeek)
        {
            throw new ArgumentException("an OVA needs a stream that can seek: write it to a file first", nameof(output));
        }

        CheckNames(options);
        var start = output.Position;
        var head = Head(options, disk.LengthBytes, 0, Digest.Sha256([]));
        output.Position = start + head.Length;
        using var hashing = new HashingWriteStream(output);
        var vmdk = new VmdkOptions($"{options.FileBaseName}.vmdk", options.ContentId) { Level = options.Level };
        var diskFileBytes = VmdkImage.WriteStreamOptimized(disk, hashing, vmdk, threads, cancellationToken);
        if (diskFileBytes > TarHeader.MaxOctal12)
        {
            throw new UnsupportedException(
                "IMG3255",
                $"OVA: the compressed disk has {diskFileBytes} bytes, a tar member of an OVA at most {TarHeader.MaxOctal12}. "
                + "Put less on the disk, or use the vmdk format.");
        }

        output.Write(new byte[OvaMemberHeader.PaddedBytes(diskFileBytes) - diskFileBytes + EndBytes]);
        var end = output.Position;
        var digest = hashing.Finish();
        output.Position = start;
        output.Write(Head(options, disk.LengthBytes, diskFileBytes, digest));
        output.Position = end;
        return digest;
    }

    /// <summary>Everything before the VMDK's bytes; its length does not depend on the last two arguments.</summary>
    private static byte[] Head(OvaOptions options, long diskBytes, long diskFileBytes, Digest diskDigest)
    {
        var name = options.FileBaseName;
        var descriptor = OvfDescriptor.Write(options, diskBytes, diskFileBytes);
        var manifest = Encoding.ASCII.GetBytes(
            $"SHA256({name}.vmdk)= {diskDigest.Hex}\nSHA256({name}.ovf)= {Digest.Sha256(descriptor).Hex}\n");
        using var head = new MemoryStream();
        Append(head, $"{name}.ovf", descriptor, options.Epoch);
        Append(head, $"{name}.mf", manifest, options.Epoch);
        head.Write(Header($"{name}.vmdk", diskFileBytes, options.Epoch));
        return head.ToArray();
    }

    private static void Append(MemoryStream head, string name, byte[] content, SourceDateEpoch epoch)
    {
        head.Write(Header(name, content.Length, epoch));
        head.Write(content);
        head.SetLength(OvaMemberHeader.PaddedBytes(head.Length));
        head.Position = head.Length;
    }

    private static byte[] Header(string name, long sizeBytes, SourceDateEpoch epoch) =>
        new TarHeader
        {
            Name = Encoding.ASCII.GetBytes(name),
            Type = TarHeader.FileType,
            SizeBytes = sizeBytes,
            Modified = epoch,
        }.ToBytes();

    private static void CheckNames(OvaOptions options)
    {
        if (!IsName(options.FileBaseName) || !IsName(options.Name))
        {
            throw new InvalidInputException(
                "IMG2371",
                $"OVA: name \"{options.Name}\" and file name \"{options.FileBaseName}\" must be 1 to 80 letters, digits, dots, dashes or "
                + "underscores.");
        }
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and <= 80 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_');
}
