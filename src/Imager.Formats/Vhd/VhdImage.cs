using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Vhd;

/// <summary>Describes a raw disk as a VHD, itself an extent map; the disk keeps its exact size.</summary>
public static class VhdImage
{
    /// <summary>The largest disk that a VHD holds: 2040 GiB.</summary>
    public const long MaxDiskBytes = 2040L << 30;

    private const int SectorBytes = 512, BlockBytes = 2 << 20, TableOffset = VhdFooter.SizeBytes + VhdDynamicHeader.SizeBytes;
    private const long AzureUnitBytes = 1 << 20;
    private static readonly MemorySource FullBitmap = new(Enumerable.Repeat((byte)0xFF, SectorBytes).ToArray());

    /// <summary>The disk and a footer: what Azure takes. 512 bytes longer than the disk.</summary>
    /// <exception cref="InvalidInputException">The disk's size is no whole number of sectors (Azure: MiB), or too large.</exception>
    public static ExtentMap CreateFixed(ExtentMap disk, VhdOptions options)
    {
        Check(disk, options);
        var map = new ExtentMapBuilder();
        map.Add(0, disk);
        map.Add(disk.LengthBytes, new VhdFooter(VhdType.Fixed, disk.LengthBytes, options.Id).Write(options.Epoch));
        return map.Build(disk.LengthBytes + VhdFooter.SizeBytes);
    }

    /// <summary>Only the blocks of 2 MiB that hold payload.</summary>
    /// <remarks>Footer copy, header, block table, then for each block a bitmap sector and the data, then the footer.</remarks>
    /// <exception cref="InvalidInputException">The disk's size is no whole number of sectors (Azure: MiB), or too large.</exception>
    public static ExtentMap CreateDynamic(ExtentMap disk, VhdOptions options)
    {
        Check(disk, options);
        var footer = new VhdFooter(VhdType.Dynamic, disk.LengthBytes, options.Id) { HeaderOffset = VhdFooter.SizeBytes }.Write(options.Epoch);
        var entries = (int)((disk.LengthBytes + BlockBytes - 1) / BlockBytes);
        var table = new byte[((entries * 4) + SectorBytes - 1) / SectorBytes * SectorBytes];
        table.AsSpan().Fill(0xFF);
        var map = new ExtentMapBuilder();
        var source = disk.AsSource();
        var position = (long)TableOffset + table.Length;
        foreach (var run in disk.TouchedBlocks(BlockBytes))
        {
            for (var block = run.FirstBlock; block < run.EndBlock; block++)
            {
                BinaryPrimitives.WriteUInt32BigEndian(table.AsSpan((int)block * 4), (uint)(position / SectorBytes));
                map.Add(position, FullBitmap);
                var start = block * BlockBytes;
                map.Add(position + SectorBytes, source, start, Math.Min(BlockBytes, disk.LengthBytes - start));
                position += SectorBytes + BlockBytes;
            }
        }

        map.Add(0, footer);
        map.Add(VhdFooter.SizeBytes, new VhdDynamicHeader(TableOffset, entries, BlockBytes).Write());
        map.Add(TableOffset, table);
        map.Add(position, footer);
        return map.Build(position + VhdFooter.SizeBytes);
    }

    private static void Check(ExtentMap disk, VhdOptions options)
    {
        var unit = options.IsForAzure ? AzureUnitBytes : SectorBytes;
        if (disk.LengthBytes is <= 0 or > MaxDiskBytes || disk.LengthBytes % unit != 0)
        {
            throw new InvalidInputException(
                "IMG2350",
                $"VHD: a disk of {disk.LengthBytes} bytes is not possible; the size must be a multiple of {unit} bytes up to {MaxDiskBytes}. "
                + $"Set the disk size to {(disk.LengthBytes + unit - 1) / unit * unit} bytes.");
        }
    }
}
