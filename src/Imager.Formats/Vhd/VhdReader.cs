using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Vhd;

/// <summary>Reads a fixed or dynamic VHD as the raw disk that it holds; absent blocks are holes.</summary>
/// <remarks><c>Type</c>, <c>Id</c>: from the footer. <c>Disk</c>: points into the file.</remarks>
public sealed record VhdReader(VhdType Type, Guid Id, ExtentMap Disk)
{
    private const int SectorBytes = 512;

    /// <summary>Whether the bytes end like a VHD.</summary>
    public static bool IsVhd(ByteSource file) => VhdFooter.HasMagic(FooterBytes(file));

    /// <summary>Reads footer and table; the payload is pointed at.</summary>
    /// <exception cref="InvalidInputException">Not a VHD, or a damaged one.</exception>
    /// <exception cref="UnsupportedException">A differencing disk.</exception>
    public static VhdReader Open(ByteSource file)
    {
        var footer = VhdFooter.Read(FooterBytes(file));
        return new VhdReader(footer.Type, footer.Id, footer.Type == VhdType.Fixed ? ReadFixed(file, footer) : ReadDynamic(file, footer));
    }

    private static byte[] FooterBytes(ByteSource file) =>
        file.ReadAtMost(Math.Max(0, file.LengthBytes - VhdFooter.SizeBytes), VhdFooter.SizeBytes);

    private static ExtentMap ReadFixed(ByteSource file, VhdFooter footer)
    {
        if (footer.DiskBytes > file.LengthBytes - VhdFooter.SizeBytes)
        {
            throw new InvalidInputException(
                "IMG2354", $"VHD: the footer promises a disk of {footer.DiskBytes} bytes, the file holds {file.LengthBytes - VhdFooter.SizeBytes}.");
        }

        var map = new ExtentMapBuilder();
        map.Add(0, file, 0, footer.DiskBytes);
        return map.Build(footer.DiskBytes);
    }

    private static ExtentMap ReadDynamic(ByteSource file, VhdFooter footer)
    {
        var headerBytes = footer.HeaderOffset < 0 ? [] : file.ReadAtMost(footer.HeaderOffset, VhdDynamicHeader.SizeBytes);
        var header = VhdDynamicHeader.Read(headerBytes, footer.DiskBytes);
        var table = file.ReadAtMost(header.TableOffset, header.TableEntries * 4);
        var blockCount = (int)((footer.DiskBytes + header.BlockBytes - 1) / header.BlockBytes);
        var bitmapBytes = Math.Max(SectorBytes, (header.BlockBytes / SectorBytes / 8) + SectorBytes - 1) / SectorBytes * SectorBytes;
        var map = new ExtentMapBuilder();
        for (var block = 0; block < blockCount; block++)
        {
            var sector = table.Length >= (block + 1) * 4
                ? BinaryPrimitives.ReadUInt32BigEndian(table.AsSpan(block * 4))
                : throw Damaged(block, header.TableOffset + (block * 4L), file);
            if (sector == uint.MaxValue)
            {
                continue;
            }

            var start = (long)block * header.BlockBytes;
            var length = Math.Min(header.BlockBytes, footer.DiskBytes - start);
            var data = ((long)sector * SectorBytes) + bitmapBytes;
            if (data + length > file.LengthBytes)
            {
                throw Damaged(block, data, file);
            }

            map.Add(start, file, data, length);
        }

        return map.Build(footer.DiskBytes);
    }

    private static InvalidInputException Damaged(int block, long offset, ByteSource file) =>
        new("IMG2355", $"VHD: block {block} or its table entry lies at byte {offset}, outside the file of {file.LengthBytes} bytes.");
}
