using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Tests;

/// <summary>A seeded mutation fuzzer: whatever a file holds, a reader returns or throws a typed error.</summary>
internal static class Mutations
{
    /// <summary>Opens <paramref name="rounds"/> mutants of <paramref name="original"/> and reads parts of the disk inside.</summary>
    public static void Run(byte[] original, int rounds, Func<byte[], ExtentMap> open, int interestingBytes = int.MaxValue)
    {
        var state = 0x2545_F491u;
        uint Next(int limit) => (uint)(((state = (state * 1_664_525) + 1_013_904_223) >> 8) % (uint)limit);
        var part = new byte[4096];
        for (var round = 0; round < rounds; round++)
        {
            var mutant = (byte[])original.Clone();
            for (var change = Next(4) + 1; change > 0; change--)
            {
                mutant[Next(Math.Min(original.Length, interestingBytes))] = Next(3) == 0 ? (byte)0xFF : (byte)Next(256);
            }

            if (Next(10) == 0)
            {
                mutant = mutant[..(int)Next(original.Length)];
            }

            try
            {
                var disk = open(mutant);
                for (var read = 0; read < 4 && disk.LengthBytes > 0; read++)
                {
                    var offset = disk.LengthBytes / 4 * read;
                    disk.ReadExactly(offset, part.AsSpan(0, (int)Math.Min(part.Length, disk.LengthBytes - offset)));
                }
            }
            catch (ImagerException)
            {
                // The only exceptions that hostile input may cause.
            }
        }
    }
}
