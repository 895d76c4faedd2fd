using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Qcow2;

/// <summary>The header of a qcow2 image: 104 bytes in version 3, 72 in version 2, big-endian, at byte 0.</summary>
/// <remarks>docs/interop/qcow2.rst of QEMU.</remarks>
internal sealed record Qcow2Header(
    int ClusterBits, long VirtualBytes, int L1Entries, long L1Offset, long RefcountTableOffset, int RefcountTableClusters)
{
    public const int SizeBytes = 104;

    private const uint Magic = 0x5146_49FB;
    private const int MinClusterBits = 9, MaxClusterBits = 21;
    private const ulong CorruptBit = 2, CompressionBit = 8, KnownBits = 1 | CorruptBit | CompressionBit;

    /// <summary>Limit of QEMU: 32 MiB of L1 table.</summary>
    private const int MaxL1Entries = 32 << 20 >> 3;

    public int ClusterBytes => 1 << ClusterBits;

    /// <summary>Whether compressed clusters are zstd frames instead of raw deflate.</summary>
    public bool IsZstd { get; init; }

    public static bool IsClusterSize(int bytes) => int.IsPow2(bytes) && int.Log2(bytes) is >= MinClusterBits and <= MaxClusterBits;

    /// <summary>Header and the end marker of the header extensions.</summary>
    public byte[] Write()
    {
        var bytes = new byte[SizeBytes + 8];
        var fields = new BigEndianWriter(bytes);
        fields.WriteUInt32(Magic, 3);
        fields.WriteUInt64(0);                              // no backing file
        fields.WriteUInt32(0, (uint)ClusterBits);
        fields.WriteUInt64((ulong)VirtualBytes);
        fields.WriteUInt32(0, (uint)L1Entries);             // not encrypted
        fields.WriteUInt64((ulong)L1Offset, (ulong)RefcountTableOffset);
        fields.WriteUInt32((uint)RefcountTableClusters, 0); // no snapshots
        fields.WriteUInt64(0, 0, 0, 0);                     // snapshot table; incompatible, compatible, autoclear features
        fields.WriteUInt32(4, SizeBytes, 0, 0);             // refcounts of 2^4 bits, header length, end of extensions
        fields.EnsureFull();
        return bytes;
    }

    /// <exception cref="InvalidInputException">Not a qcow2 image, or its header contradicts itself.</exception>
    /// <exception cref="UnsupportedException">A backing file, encryption, or a feature unknown to this reader.</exception>
    public static Qcow2Header Read(ReadOnlySpan<byte> head)
    {
        if (head.Length < 72 || !HasMagic(head))
        {
            throw new InvalidInputException("IMG2341", "not a qcow2 image: the magic \"QFI\\xFB\" is missing at byte 0.");
        }

        var fields = new BigEndianReader(head);
        fields.Skip(4);
        var version = fields.ReadUInt32();
        var backing = fields.ReadUInt64();
        fields.Skip(4);
        var clusterBits = fields.ReadUInt32();
        var size = fields.ReadUInt64();
        var (encryption, l1Entries) = (fields.ReadUInt32(), fields.ReadUInt32());
        var (l1Offset, refcountOffset) = (fields.ReadUInt64(), fields.ReadUInt64());
        var refcountClusters = fields.ReadUInt32();
        fields.Skip(12);
        var incompatible = version >= 3 && head.Length >= SizeBytes ? fields.ReadUInt64() : 0;
        if (version is not (2 or 3) || backing != 0 || encryption != 0 || (incompatible & ~KnownBits) != 0)
        {
            throw new UnsupportedException(
                "IMG3250",
                $"qcow2: version {version}, backing file at {backing}, encryption {encryption}, incompatible features 0x{incompatible:X}; "
                + "this reader takes version 2 or 3 without backing file, encryption, data file or extended L2. "
                + "Convert with: qemu-img convert -O qcow2 IN OUT");
        }

        var isConsistent = clusterBits is >= MinClusterBits and <= MaxClusterBits
            && size <= 1UL << 60
            && l1Entries <= MaxL1Entries
            && l1Offset <= long.MaxValue / 2
            && (incompatible & CorruptBit) == 0;
        var header = new Qcow2Header(
            (int)Math.Min(clusterBits, MaxClusterBits), (long)size, (int)Math.Min(l1Entries, MaxL1Entries), (long)l1Offset,
            (long)refcountOffset, (int)refcountClusters)
        {
            IsZstd = (incompatible & CompressionBit) != 0 && head.Length > SizeBytes && head[SizeBytes] == 1,
        };
        return isConsistent && header.L1Entries >= header.RequiredL1Entries
            ? header
            : throw new InvalidInputException(
                "IMG2342",
                $"qcow2 header is damaged: cluster bits {clusterBits} (9 to 21), size {size}, {l1Entries} L1 entries at {l1Offset}, "
                + $"features 0x{incompatible:X} (bit 1 marks a corrupt image).");
    }

    public static bool HasMagic(ReadOnlySpan<byte> head) =>
        head.Length >= 4 && new BigEndianReader(head).ReadUInt32() == Magic;

    /// <summary>Bytes that one L2 table, one cluster of 8-byte entries, describes.</summary>
    public long BytesPerL2 => (long)ClusterBytes * (ClusterBytes / 8);

    public long RequiredL1Entries => (VirtualBytes + BytesPerL2 - 1) / BytesPerL2;
}
