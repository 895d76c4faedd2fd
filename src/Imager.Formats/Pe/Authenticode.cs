using System.Security.Cryptography;
using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Pe;

/// <summary>The digest that a Secure Boot signature of an EFI program covers.</summary>
public static class Authenticode
{
    private const int BufferBytes = 1 << 20;
    private const int AlignmentBytes = 8;

    /// <summary>Hashes a program as firmware and signing tools do.</summary>
    /// <remarks>
    /// Windows Authenticode Portable Executable Signature Format 1.0: all bytes up to the certificate table (or the end)
    /// without the header's checksum and without the row of the certificate directory; padded with zeroes to 8 bytes.
    /// </remarks>
    /// <exception cref="InvalidInputException">The file is no sound PE32+ program.</exception>
    public static byte[] ComputeDigest(ByteSource program, HashAlgorithmName algorithm)
    {
        var image = PeImage.TryRead(program)
            ?? throw new InvalidInputException(
                "IMG2240", $"PE: the file of {program.LengthBytes} bytes to be hashed is no PE program.");
        var (tableOffset, tableSize) = image.CertificateTable;
        var end = tableSize == 0 ? program.LengthBytes : tableOffset;
        var checkSum = image.SignatureOffsetBytes + PeHeaderFields.CheckSum;
        var directory = image.DirectoryOffset(PeHeaderFields.CertificateDirectory) is { } place
            ? image.SignatureOffsetBytes + place
            : throw new UnsupportedException(
                "IMG3203", "PE: the header has no row for a certificate table; the program cannot be signed.");
        var afterDirectory = directory + PeHeaderFields.DirectoryBytes;
        if (end < afterDirectory || end > program.LengthBytes)
        {
            throw new InvalidInputException(
                "IMG2241",
                $"PE: the certificate table starts at {end}, not between the headers and the file's end {program.LengthBytes}.");
        }

        using var hash = IncrementalHash.CreateHash(algorithm);
        Append(hash, program, 0, checkSum);
        Append(hash, program, checkSum + sizeof(uint), directory);
        Append(hash, program, afterDirectory, end);
        hash.AppendData(new byte[(AlignmentBytes - (end % AlignmentBytes)) % AlignmentBytes]);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, ByteSource source, long from, long to)
    {
        var buffer = new byte[Math.Min(BufferBytes, to - from)];
        for (var position = from; position < to; position += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - position));
            source.ReadExactly(position, part);
            hash.AppendData(part);
        }
    }
}
