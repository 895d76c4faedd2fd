namespace Imager.Tests.Inspect.Fuzz;

/// <summary>xorshift64*: small, seeded, the same on every machine and runtime.</summary>
internal sealed class XorShift(ulong seed)
{
    // Spread the seed: neighbouring seeds would start alike, and zero would stay zero.
    private ulong state = Spread(seed);

    public int Below(int limit) => (int)(Next() % (ulong)Math.Max(1, limit));

    public long Below(long limit) => (long)(Next() % (ulong)Math.Max(1, limit));

    public bool OneIn(int times) => Below(times) == 0;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (var index = 0; index < count; index++)
        {
            bytes[index] = (byte)Next();
        }

        return bytes;
    }

    public ulong Next()
    {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        return state * 0x2545_F491_4F6C_DD1D;
    }

    private static ulong Spread(ulong value)
    {
        value += 0x9E37_79B9_7F4A_7C15;
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return (value ^ (value >> 31)) | 1;
    }
}
