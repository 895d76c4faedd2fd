using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Imager.Core;

namespace Imager.Tests.Inspect.Fuzz;

/// <summary>Makes the checksums around changed bytes right again: hostile images have right ones.</summary>
internal static class Checksums
{
    private const int AdvBytes = 256 << 10;

    public static void Repair(MutatedSource mutant)
    {
        foreach (var offset in mutant.Patches.Select(patch => patch.Offset).ToList())
        {
            foreach (var unit in (int[])[512, 4096])
            {
                Xfs(mutant, offset / unit * unit, unit);
            }

            Adv(mutant, offset);
            Tar(mutant, offset / 512 * 512);
            Vhdx(mutant, offset);
        }

        foreach (var sectorBytes in (int[])[512, 4096])
        {
            Gpt(mutant, sectorBytes, sectorBytes);
            Gpt(mutant, mutant.Original.LengthBytes - sectorBytes, sectorBytes);
        }

        Vhd(mutant, 0, "conectix", 512, 64);
        Vhd(mutant, mutant.Original.LengthBytes - 512, "conectix", 512, 64);
        Vhd(mutant, 512, "cxsparse", 1024, 36);
    }

    private static void Gpt(MutatedSource mutant, long place, int sectorBytes)
    {
        var header = mutant.Read(place, 92);
        if (header.Length < 92 || !header.AsSpan().StartsWith("EFI PART"u8))
        {
            return;
        }

        var start = (long)BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(72));
        var (count, size) = (BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(80)), BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(84)));
        if (start > 0 && start < mutant.Length / sectorBytes && (ulong)count * size <= 1 << 20)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(88), Crc32.Compute(mutant.Read(start * sectorBytes, (int)(count * size))));
        }

        header.AsSpan(16, 4).Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), Crc32.Compute(header));
        mutant.Patch(place, header);
    }

    /// <summary>CRC-32C little-endian at the place that the block's magic tells.</summary>
    private static void Xfs(MutatedSource mutant, long place, int unit)
    {
        var block = mutant.Read(place, unit);
        if (block.Length < unit)
        {
            return;
        }

        var field = Encoding.ASCII.GetString(block, 0, 4) switch
        {
            "XFSB" => 224,
            "XDB3" or "XDD3" => 4,
            "BMA3" => 64,
            "XSLM" => 12,
            var text when text.StartsWith("IN", StringComparison.Ordinal) && unit == 512 => 100,
            _ => -1,
        };
        if (field >= 0)
        {
            block.AsSpan(field, 4).Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(field), Crc32C.Compute(block));
            mutant.Patch(place + field, block[field..(field + 4)]);
        }
    }

    private static void Adv(MutatedSource mutant, long offset)
    {
        for (var start = Math.Max(0, offset / 512 * 512); start > offset - AdvBytes && start >= 0; start -= 512)
        {
            var magic = mutant.Read(start, 4);
            if (magic.AsSpan().SequenceEqual((ReadOnlySpan<byte>)[0x5A, 0x4B, 0x3C, 0x2D]) && mutant.Read(start, AdvBytes) is { Length: AdvBytes } block)
            {
                block.AsSpan(AdvBytes - 36, 32).Clear();
                mutant.Patch(start + AdvBytes - 36, SHA256.HashData(block));
                return;
            }
        }
    }

    private static void Tar(MutatedSource mutant, long place)
    {
        var header = mutant.Read(place, 512);
        if (header.Length == 512 && header.AsSpan(257).StartsWith("ustar"u8))
        {
            header.AsSpan(148, 8).Fill((byte)' ');
            var sum = header.Sum(value => value);
            mutant.Patch(place + 148, Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 "));
        }
    }

    private static void Vhd(MutatedSource mutant, long place, string magic, int bytes, int field)
    {
        var block = mutant.Read(place, bytes);
        if (block.Length == bytes && Encoding.ASCII.GetString(block, 0, magic.Length) == magic)
        {
            block.AsSpan(field, 4).Clear();
            var sum = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(sum, ~(uint)block.Sum(value => value));
            mutant.Patch(place + field, sum);
        }
    }

    private static void Vhdx(MutatedSource mutant, long offset)
    {
        const int unit = 64 << 10;
        var place = offset / unit * unit;
        var bytes = mutant.Read(place, 4) is { Length: 4 } magic
            ? Encoding.ASCII.GetString(magic) switch { "head" => 4096, "regi" => unit, _ => 0 }
            : 0;
        var block = mutant.Read(place, bytes);
        if (bytes > 0 && block.Length == bytes)
        {
            block.AsSpan(4, 4).Clear();
            var crc = new byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(crc, Crc32C.Compute(block));
            mutant.Patch(place + 4, crc);
        }
    }
}
