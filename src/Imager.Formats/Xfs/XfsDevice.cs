using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Tree;

namespace Imager.Formats.Xfs;

/// <summary>Inodes of device nodes, pipes and sockets: their fork is a number of 32 bits, 0 where there is none.</summary>
/// <remarks>xfs_dev_t, xfs_format.h: 14 bits of major number, then 18 of minor, big-endian.</remarks>
internal static class XfsDevice
{
    private const int MinorBits = 18, MinorMask = (1 << MinorBits) - 1;

    /// <exception cref="InvalidInputException">The minor number has more than 18 bits.</exception>
    public static XfsInode Write(ulong number, TreeSpecial special, string what)
    {
        if (special.Minor > MinorMask)
        {
            throw new InvalidInputException(
                "IMG2660", $"{what} is the device {special.Major}:{special.Minor}; minor numbers end at {MinorMask} in XFS.");
        }

        var fork = new byte[sizeof(uint)];
        if (special.Number() > 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(fork, ((uint)special.Major << MinorBits) | (uint)special.Minor);
        }

        return new XfsInode(number, special.Kind.TypeBits() | special.Mode, XfsForkFormat.Device, fork);
    }

    public static TreeSpecial Read(string name, XfsInode inode, TreeSpecialKind kind)
    {
        var number = kind.IsDevice() ? BinaryPrimitives.ReadUInt32BigEndian(inode.Fork.Span) : 0;
        return new TreeSpecial(name, inode.Mode & 0xFFF, kind, (int)(number >> MinorBits), (int)(number & MinorMask));
    }
}
