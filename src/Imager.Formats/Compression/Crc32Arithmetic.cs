namespace Imager.Formats.Compression;

/// <summary>Joins CRC-32 values of neighbouring pieces without their bytes: arithmetic on polynomials modulo the
/// CRC's.</summary>
/// <remarks>Reflected form: the top bit is x^0. Appending n bytes multiplies by x^(8n).</remarks>
internal static class Crc32Arithmetic
{
    private const uint Polynomial = 0xEDB8_8320;
    private const uint One = 0x8000_0000;
    private const uint X = 0x4000_0000;

    /// <summary>The CRC of a followed by b.</summary>
    internal static uint Join(uint crcOfA, uint crcOfB, long lengthOfB) =>
        Multiply(crcOfA, PowerOfX(lengthOfB)) ^ crcOfB;

    /// <summary>The CRC of a followed by zeros.</summary>
    internal static uint AppendZeros(uint crcOfA, long count) => ~Multiply(~crcOfA, PowerOfX(count));

    /// <summary>x^(8 · bytes).</summary>
    private static uint PowerOfX(long bytes)
    {
        var (result, square) = (One, X);
        for (var exponent = (UInt128)bytes * 8; exponent > 0; exponent >>= 1)
        {
            result = (exponent & 1) == 1 ? Multiply(result, square) : result;
            square = Multiply(square, square);
        }

        return result;
    }

    private static uint Multiply(uint left, uint right)
    {
        var product = 0u;
        for (; left != 0; left <<= 1)
        {
            product ^= (left & One) != 0 ? right : 0;
            right = (right & 1) != 0 ? (right >> 1) ^ Polynomial : right >> 1;
        }

        return product;
    }
}
