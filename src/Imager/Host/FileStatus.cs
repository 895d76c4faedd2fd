using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Imager.Host;

/// <summary>Type, permissions and identity of a path, links not followed: what the BCL does not tell.</summary>
/// <remarks>statx(2), whose structure is the same on every architecture (Linux 4.11).</remarks>
internal readonly record struct FileStatus(int Mode, uint Links, ulong Device, ulong Inode)
{
    private const int CurrentFolder = -100, NoFollow = 0x100, BasicStats = 0x7FF;
    private const int StructureBytes = 256;

    /// <exception cref="IOException">The path cannot be looked at.</exception>
    internal static FileStatus Of(string path)
    {
        Span<byte> buffer = stackalloc byte[StructureBytes];
        if (LibC.StatX(CurrentFolder, path, NoFollow, BasicStats, ref MemoryMarshal.GetReference(buffer)) != 0)
        {
            throw new IOException($"\"{path}\": {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }

        return new FileStatus(
            BinaryPrimitives.ReadUInt16LittleEndian(buffer[28..]),
            BinaryPrimitives.ReadUInt32LittleEndian(buffer[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(buffer[136..]),
            BinaryPrimitives.ReadUInt64LittleEndian(buffer[32..]));
    }
}
