using System.Buffers.Binary;
using Imager.Formats.Extents;

namespace Imager.Tests.Inspect.Fuzz;

/// <summary>Changes an image a little: bits, fields, copies from elsewhere, a shorter end.</summary>
internal sealed class Mutator(IReadOnlyList<(string Name, ExtentMap Image)> corpus)
{
    private const int MaxChanges = 6;
    private static readonly ulong[] Interesting =
    [
        0, 1, 2, 3, 4, 7, 8, 16, 127, 128, 255, 256, 511, 512, 513, 4095, 4096, 32767, 32768, 65535, 65536, 0x7FFF_FFFF, 0x8000_0000,
        0xFFFF_FFFE, 0xFFFF_FFFF, 0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, ulong.MaxValue,
    ];

    private readonly Dictionary<string, Extent[]> extents = corpus.ToDictionary(item => item.Name, item => item.Image.Flatten().ToArray());

    public (string Name, MutatedSource Mutant) Mutate(XorShift random)
    {
        var (name, image) = random.Pick(corpus);
        var mutant = new MutatedSource(image);
        for (var changes = 1 + random.Below(MaxChanges); changes > 0; changes--)
        {
            Change(name, mutant, random);
        }

        if (!random.OneIn(5))
        {
            Checksums.Repair(mutant);
        }

        if (random.OneIn(12))
        {
            mutant.Length = random.OneIn(2) ? random.Below(mutant.Length) : mutant.Length - random.Below(Math.Min(mutant.Length, 4096));
        }

        return (name, mutant);
    }

    private void Change(string name, MutatedSource mutant, XorShift random)
    {
        var place = Place(name, random);
        switch (random.Below(6))
        {
            case 0:
                var flipped = mutant.Read(place, 1);
                flipped[0] ^= (byte)(1 << random.Below(8));
                mutant.Patch(place, flipped);
                break;
            case 1:
                mutant.Patch(place, random.Bytes(1 + random.Below(8)));
                break;
            case 2 or 3:
                mutant.Patch(place & ~(long)(random.OneIn(2) ? 1 : 3), Number(random));
                break;
            case 4:
                // From the same image: a table entry over another, a directory block over a file.
                mutant.Patch(place, mutant.Read(Place(name, random), 1 << random.Below(10)));
                break;
            default:
                var (other, image) = random.Pick(corpus);
                var source = Place(other, random);
                mutant.Patch(place, new MutatedSource(image).Read(source, 1 << random.Below(12)));
                break;
        }
    }

    /// <summary>An address with payload: any extent alike, so that small tables are hit as often as large files, mostly near its start.</summary>
    private long Place(string name, XorShift random)
    {
        var extent = random.Pick(extents[name]);
        var reach = random.OneIn(2) ? Math.Min(extent.LengthBytes, 128) : extent.LengthBytes;
        return extent.OffsetBytes + random.Below(reach);
    }

    private static byte[] Number(XorShift random)
    {
        var value = random.Pick(Interesting) + (ulong)(random.OneIn(3) ? random.Below(5) - 2 : 0);
        var bytes = new byte[1 << random.Below(4)];
        var whole = new byte[8];
        if (random.OneIn(2))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(whole, value);
            whole.AsSpan(0, bytes.Length).CopyTo(bytes);
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(whole, value);
            whole.AsSpan(8 - bytes.Length).CopyTo(bytes);
        }

        return bytes;
    }
}
