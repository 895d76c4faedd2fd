using System.Buffers.Binary;
using Imager.Core;

namespace Imager.Formats.KernelModules;

/// <summary>The signature appended to a kernel module.</summary>
/// <remarks>
/// Linux scripts/sign-file.c, include/linux/module_signature.h: payload, PKCS#7 message (DER), 12 bytes (algorithm, hash, kind, two
/// lengths, three zeros, message length big-endian), then <c>~Module signature appended~</c> and a line feed.
/// </remarks>
public sealed record ModuleSignature(ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> Pkcs7)
{
    private const int TrailerBytes = 12;
    private const byte Pkcs7Kind = 2;

    private static ReadOnlySpan<byte> Marker => "~Module signature appended~\n"u8;

    /// <summary>Takes a module apart; null when it is not signed.</summary>
    /// <exception cref="InvalidInputException">The signature's length does not fit.</exception>
    /// <exception cref="UnsupportedException">A signature that is no PKCS#7 message.</exception>
    public static ModuleSignature? TrySplit(ReadOnlyMemory<byte> module)
    {
        if (!module.Span.EndsWith(Marker))
        {
            return null;
        }

        var rest = module[..^Marker.Length];
        if (rest.Length < TrailerBytes)
        {
            throw ElfFile.Damaged("its signature is cut off");
        }

        var trailer = rest.Span[^TrailerBytes..];
        rest = rest[..^TrailerBytes];
        var length = BinaryPrimitives.ReadUInt32BigEndian(trailer[8..]);
        if (trailer[2] != Pkcs7Kind)
        {
            throw new UnsupportedException("IMG3065", $"kernel module: its signature is of kind {trailer[2]}; only PKCS#7 (2) is read.");
        }

        return length <= rest.Length
            ? new ModuleSignature(rest[..^(int)length], rest[^(int)length..])
            : throw ElfFile.Damaged($"its signature claims {length} bytes and {rest.Length} are there");
    }

    /// <summary>The module without its signature; the same bytes when there is none.</summary>
    public static ReadOnlyMemory<byte> Strip(ReadOnlyMemory<byte> module) => TrySplit(module)?.Payload ?? module;
}
