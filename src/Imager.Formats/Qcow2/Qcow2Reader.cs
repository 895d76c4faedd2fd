using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Compression;
using Imager.Formats.Extents;

namespace Imager.Formats.Qcow2;

/// <summary>Reads a qcow2 image as the raw disk that it holds; absent and zero clusters are holes.</summary>
/// <remarks>
/// Versions 2 and 3, any cluster size, compressed clusters (raw deflate) included. Every table and cluster must lie in the
/// file, no table may be used twice, and at most <see cref="MaxStretches"/> stretches of clusters are accepted.
/// </remarks>
public sealed class Qcow2Reader
{
    /// <summary>Most compressed clusters, or stretches of plain ones, that are read: they take memory.</summary>
    public const long MaxStretches = 1 << 22;

    private const ulong OffsetMask = 0x00FF_FFFF_FFFF_FE00;
    private const ulong ZeroFlag = 1, CompressedFlag = 1UL << 62;

    private readonly ByteSource file;
    private readonly Qcow2Header header;
    private readonly ExtentMapBuilder map = new();
    private readonly HashSet<long> tables = [];
    private long stretches;
    private (long Guest, long Host, long Length) pending;

    private Qcow2Reader(ByteSource file, Qcow2Header header) => (this.file, this.header) = (file, header);

    /// <summary>Bytes of one cluster.</summary>
    public int ClusterBytes => header.ClusterBytes;

    /// <summary>The disk inside.</summary>
    public ExtentMap Disk { get; private set; } = null!;

    /// <summary>Whether the bytes start like a qcow2 image.</summary>
    public static bool IsQcow2(ByteSource file) => Qcow2Header.HasMagic(file.ReadAtMost(0, 4));

    /// <summary>Reads the tables; the payload is pointed at.</summary>
    /// <exception cref="InvalidInputException">Not a qcow2 image, or a damaged one.</exception>
    /// <exception cref="UnsupportedException">A backing file, encryption or an unknown feature.</exception>
    public static Qcow2Reader Open(ByteSource file)
    {
        var reader = new Qcow2Reader(file, Qcow2Header.Read(file.ReadAtMost(0, 512)));
        reader.Disk = reader.ReadTables();
        return reader;
    }

    private ExtentMap ReadTables()
    {
        var count = (int)header.RequiredL1Entries;
        var l1 = new byte[count * 8];
        if (header.L1Offset > file.LengthBytes - l1.Length)
        {
            throw Damaged("L1 table", header.L1Offset);
        }

        file.ReadExactly(header.L1Offset, l1);
        var l2 = new byte[header.ClusterBytes];
        for (var index = 0; index < count; index++)
        {
            var offset = (long)(BinaryPrimitives.ReadUInt64BigEndian(l1.AsSpan(index * 8)) & OffsetMask);
            if (offset == 0)
            {
                continue;
            }

            if (offset % header.ClusterBytes != 0 || offset > file.LengthBytes - l2.Length || !tables.Add(offset))
            {
                throw Damaged($"L2 table {index}", offset);
            }

            file.ReadExactly(offset, l2);
            ReadTable(l2, index * header.BytesPerL2);
        }

        Flush();
        return map.Build(header.VirtualBytes);
    }

    private void ReadTable(ReadOnlySpan<byte> table, long guest)
    {
        for (; table.Length > 0 && guest < header.VirtualBytes; table = table[8..], guest += header.ClusterBytes)
        {
            var entry = BinaryPrimitives.ReadUInt64BigEndian(table);
            var length = Math.Min(header.ClusterBytes, header.VirtualBytes - guest);
            if ((entry & CompressedFlag) != 0)
            {
                AddCompressed(guest, length, entry);
            }
            else if ((entry & ZeroFlag) == 0 && (entry & OffsetMask) != 0)
            {
                AddPlain(guest, (long)(entry & OffsetMask), length);
            }
        }
    }

    private void AddPlain(long guest, long host, long length)
    {
        // QEMU may cut the file behind the last written sector of the last cluster: what is missing reads as zero.
        var present = Math.Min(length, file.LengthBytes - host);
        if (host % header.ClusterBytes != 0 || present <= 0)
        {
            throw Damaged($"cluster of guest address {guest}", host);
        }

        if (pending.Length > 0 && pending.Guest + pending.Length == guest && pending.Host + pending.Length == host)
        {
            pending.Length += present;
            return;
        }

        Flush();
        if (++stretches > MaxStretches)
        {
            throw Damaged($"cluster of guest address {guest}", host);
        }

        pending = (guest, host, present);
    }

    private void AddCompressed(long guest, long length, ulong entry)
    {
        if (header.IsZstd)
        {
            throw new UnsupportedException(
                "IMG3251", "qcow2: clusters compressed with zstd cannot be read. Convert with: qemu-img convert -O qcow2 IN OUT");
        }

        var offsetBits = 62 - (header.ClusterBits - 8);
        var offset = (long)(entry & ((1UL << offsetBits) - 1));
        var sectors = (long)((entry & (CompressedFlag - 1)) >> offsetBits) + 1;
        var compressed = Math.Min((sectors * 512) - (offset % 512), file.LengthBytes - offset);
        if (compressed <= 0 || ++stretches > MaxStretches)
        {
            throw Damaged($"compressed cluster of guest address {guest}", offset);
        }

        Flush();
        map.Add(guest, new DeflatedBlock(file, offset, (int)compressed, header.ClusterBytes, hasZlibHeader: false), 0, length);
    }

    private void Flush()
    {
        if (pending.Length > 0)
        {
            map.Add(pending.Guest, file, pending.Host, pending.Length);
        }

        pending = default;
    }

    private InvalidInputException Damaged(string what, long offset) =>
        new(
            "IMG2343",
            $"qcow2: the {what} at byte {offset} is unaligned, used twice or outside the file of {file.LengthBytes} bytes, "
            + $"or there are more than {MaxStretches} stretches of clusters.");
}
