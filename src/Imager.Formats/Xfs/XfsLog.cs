using Imager.Formats.Binary;

namespace Imager.Formats.Xfs;

/// <summary>The journal of a file system that was cleanly unmounted: one unmount record, the rest a hole.</summary>
/// <remarks>
/// struct xlog_rec_header, xfs_log_format.h. The record is as long as one log stripe unit; every 512-byte block of its body
/// starts with the cycle number. An all-zero log mounts, but xfs_repair -n calls it damaged.
/// </remarks>
internal static class XfsLog
{
    /// <summary>64 MiB, as mkfs.xfs: above every minimum that a kernel computes.</summary>
    public const uint Blocks = 16384;

    private const int BasicBlockBytes = 512;
    private const uint Cycle = 1;

    public static byte[] UnmountRecord(Guid uuid, int sectorBytes)
    {
        var record = new byte[Math.Max(sectorBytes, 2 * BasicBlockBytes)];
        var header = new BigEndianWriter(record.AsSpan(0, BasicBlockBytes));
        header.WriteUInt32(0xFEED_BABE, Cycle, 2, (uint)(record.Length - BasicBlockBytes));
        header.WriteUInt64((ulong)Cycle << 32, (ulong)Cycle << 32);      // LSN and tail LSN: block 0 of cycle 1
        header.WriteUInt32(0, uint.MaxValue, 1, 0xB0C0_D0D0);           // CRC, no previous block, 1 operation, saved word
        header.WriteZero(252);
        header.WriteUInt32(1);                                          // format: Linux, little-endian
        header.WriteGuid(uuid);
        header.WriteUInt32(32768);                                      // log buffer size; 0 would mean "never used"
        header.WriteZero(BasicBlockBytes - header.PositionBytes);
        header.EnsureFull();

        var operation = new BigEndianWriter(record.AsSpan(BasicBlockBytes, 18));
        operation.WriteUInt32(Cycle, 8);                                // transaction id (its cycle stamp), length
        operation.WriteByte(0xAA, 0x20, 0, 0);                          // client, flag "unmount"
        operation.WriteAscii("nU");                                     // the unmount magic, in the writer's byte order
        operation.WriteZero(4);
        operation.EnsureFull();
        for (var block = 2 * BasicBlockBytes; block < record.Length; block += BasicBlockBytes)
        {
            new BigEndianWriter(record.AsSpan(block, 4)).WriteUInt32(Cycle);
        }

        return record;
    }
}
