using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Imager.Core;
using Imager.Formats.Compression;
using Imager.Formats.Extents;
using Imager.Formats.Pe;

namespace Imager.Formats.Efi;

/// <summary>What a kernel file says about itself.</summary>
/// <remarks><c>Version</c>: as <c>uname -r</c> prints it, null when the file does not tell.</remarks>
public sealed record LinuxKernel(LinuxKernelFormat Format, Architecture Architecture, string? Version)
{
    private const int HeadBytes = 1024;
    private const int SectorBytes = 512;
    private const int MaxVersionBytes = 256;
    private const int ScanBytes = 1 << 20;
    private const long MaxScannedBytes = 256L << 20;

    /// <summary>Recognises a kernel, or returns null.</summary>
    /// <remarks>
    /// bzImage: Documentation/arch/x86/boot.rst, the version string that the header points to. arm64:
    /// Documentation/arch/arm64/booting.rst; its header has no version, so the <c>Linux version</c> banner is searched
    /// in the image, also in a gzip-compressed EFI zboot payload (not in a zstd one).
    /// </remarks>
    public static LinuxKernel? TryRead(ByteSource file) => TryIdentify(file) is { } kernel
        ? kernel with { Version = VersionOf(file, kernel.Format) }
        : null;

    /// <summary>Like <see cref="TryRead"/>, from the first bytes only: the version stays null.</summary>
    public static LinuxKernel? TryIdentify(ByteSource file)
    {
        var head = file.ReadAtMost(0, HeadBytes);
        return head.Length < HeadBytes ? null
            : head.AsSpan(0x202).StartsWith("HdrS"u8) ? new(LinuxKernelFormat.BzImage, Architecture.Amd64, null)
            : head.AsSpan(0x38).StartsWith("ARM\x64"u8) ? new(LinuxKernelFormat.Arm64Image, Architecture.Arm64, null)
            : head.AsSpan(4).StartsWith("zimg"u8) && MachineOf(file) is { } machine
                ? new(LinuxKernelFormat.EfiZboot, machine, null)
            : null;
    }

    /// <summary>The kernel as it runs, without setup code and compression; null when it is packed in a way that is not read here.</summary>
    /// <remarks>
    /// bzImage: boot.rst, payload_offset at 0x248 counts from the end of the setup sectors, payload_length is at 0x24C. EFI zboot:
    /// offset at 8, size at 12. arm64 Image: the file itself. Reading may end in <see cref="InvalidInputException"/> behind the last
    /// byte: some kernels carry their unpacked size after the compressed stream, which is no part of it.
    /// </remarks>
    public static Stream? OpenUnpacked(ByteSource file)
    {
        switch (TryIdentify(file)?.Format)
        {
            case LinuxKernelFormat.Arm64Image:
                return new ByteSourceStream(file);
            case LinuxKernelFormat.BzImage:
                var head = file.ReadAtMost(0, HeadBytes);
                var setup = ((head[0x1F1] == 0 ? 4 : head[0x1F1]) + 1) * SectorBytes;
                return Decompress(
                    file,
                    setup + BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(0x248)),
                    BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(0x24C)));
            case LinuxKernelFormat.EfiZboot:
                var zboot = file.ReadAtMost(0, 16);
                return Decompress(
                    file, BinaryPrimitives.ReadUInt32LittleEndian(zboot.AsSpan(8)), BinaryPrimitives.ReadUInt32LittleEndian(zboot.AsSpan(12)));
            default:
                return null;
        }
    }

    private static DecompressionStream? Decompress(ByteSource file, long offset, long length)
    {
        if (offset + length > file.LengthBytes || length < 16)
        {
            return null;
        }

        var format = DecompressionStream.Detect(file.ReadAtMost(offset, 16));
        var isSizeBehind = format is CompressionFormat.Zstandard or CompressionFormat.Xz;
        return format is null
            ? null
            : DecompressionStream.Open(new ByteSourceStream(file.Slice(offset, isSizeBehind ? length - sizeof(uint) : length)));
    }

    private static string? VersionOf(ByteSource file, LinuxKernelFormat format)
    {
        var head = file.ReadAtMost(0, HeadBytes);
        return format switch
        {
            LinuxKernelFormat.BzImage => BzImageVersion(file, head),
            LinuxKernelFormat.Arm64Image => FindBanner(new ByteSourceStream(file)),
            _ => ZbootVersion(file, head),
        };
    }

    private static Architecture? MachineOf(ByteSource file)
    {
        var machine = PeImage.TryRead(file)?.Machine;
        return Architecture.All.FirstOrDefault(known => known.PeMachine == machine);
    }

    /// <summary>The 16-bit pointer at 0x20E counts from byte 0x200 and must stay inside the setup sectors.</summary>
    private static string? BzImageVersion(ByteSource file, byte[] head)
    {
        var setupSectors = head[0x1F1] == 0 ? 4 : head[0x1F1];
        var pointer = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(0x20E));
        return pointer == 0 || pointer > setupSectors * SectorBytes
            ? null
            : FirstWord(file.ReadAtMost(pointer + SectorBytes, MaxVersionBytes));
    }

    /// <summary>drivers/firmware/efi/libstub/zboot-header.S: payload offset at 8, its size at 12, the codec's name at 24.</summary>
    private static string? ZbootVersion(ByteSource file, byte[] head)
    {
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(8));
        var size = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(12));
        if (!head.AsSpan(24).StartsWith("gzip\0"u8) || (long)offset + size > file.LengthBytes)
        {
            return null;
        }

        try
        {
            using var payload = new GZipStream(new ByteSourceStream(file.Slice(offset, size)), CompressionMode.Decompress);
            return FindBanner(payload);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static string? FindBanner(Stream image)
    {
        var marker = "Linux version "u8;
        var buffer = new byte[ScanBytes + MaxVersionBytes];
        var (kept, total) = (0, 0L);
        while (total < MaxScannedBytes)
        {
            var read = image.ReadAtLeast(buffer.AsSpan(kept), ScanBytes, throwOnEndOfStream: false);
            if (read == 0)
            {
                break;
            }

            total += read;
            var window = buffer.AsSpan(0, kept + read);
            for (var place = window.IndexOf(marker); place >= 0 && place + MaxVersionBytes <= window.Length;)
            {
                var version = window[(place + marker.Length)..];
                if (char.IsAsciiDigit((char)version[0]))
                {
                    return FirstWord(version[..(MaxVersionBytes - marker.Length)]);
                }

                var next = version.IndexOf(marker);
                place = next < 0 ? -1 : place + marker.Length + next;
            }

            kept = Math.Min(MaxVersionBytes, window.Length);
            window[^kept..].CopyTo(buffer);
        }

        return null;
    }

    private static string? FirstWord(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny((byte)0, (byte)' ');
        var word = Encoding.ASCII.GetString(end < 0 ? bytes : bytes[..end]);
        return word.Length > 0 && word.All(c => c is > ' ' and <= '~') ? word : null;
    }
}
