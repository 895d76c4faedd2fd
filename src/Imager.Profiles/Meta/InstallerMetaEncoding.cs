using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Imager.Core;

namespace Imager.Profiles.Meta;

/// <summary>META values on the kernel command line: the <c>INSTALLER_META_BASE64</c> variable.</summary>
/// <remarks>
/// <c>0x&lt;hex key&gt;=&lt;value&gt;</c>, several joined by <c>;</c>, as UTF-8, then gzip when that is allowed and the text
/// is longer than 256 bytes, then base64 (standard alphabet, padded). Nothing is escaped: a value with <c>;</c> cannot be carried.
/// The gzip header has no name, time 0, XFL 2 and OS 255. The size of the deflate stream belongs to the runtime's zlib.
/// </remarks>
public static class InstallerMetaEncoding
{
    /// <summary>The name of the environment variable.</summary>
    public const string VariableName = "INSTALLER_META_BASE64";

    /// <summary>What stands before the encoded text on the kernel command line.</summary>
    public const string ArgumentPrefix = "talos.environment=" + VariableName + "=";

    /// <summary>A decoded text above this many bytes is refused: the META partition itself is 1 MiB.</summary>
    public const int MaxDecodedBytes = 1 << 20;

    private const int GzipAboveBytes = 256;
    private const int GzipTrailerBytes = 8;
    private const int SmallestGzipBytes = 10;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly byte[] GzipHeader = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 0xff];

    /// <summary>Encodes the values in list order; an empty list gives an empty text.</summary>
    /// <param name="values">Repeated keys are kept.</param>
    /// <param name="allowGzip">Whether the target version unpacks gzip: 1.6.3 and later do.</param>
    /// <exception cref="InvalidInputException">
    /// A value holds <c>;</c> (IMG2504), is no Unicode text (IMG2505), or has key 0 (IMG2506).
    /// </exception>
    public static string Encode(IReadOnlyList<MetaValue> values, bool allowGzip)
    {
        ArgumentNullException.ThrowIfNull(values);
        var bytes = Utf8Of(string.Join(';', values.Select(Piece)));
        return Convert.ToBase64String(allowGzip && bytes.Length > GzipAboveBytes ? Gzip(bytes) : bytes);
    }

    /// <summary>Decodes what <see cref="Encode"/> or the OS' own tools wrote; an empty text gives no values.</summary>
    /// <exception cref="InvalidInputException">
    /// No base64 (IMG2507), damaged gzip (IMG2508), more than 1 MiB (IMG2509), no UTF-8 (IMG2510), or a piece that is no
    /// <c>KEY=VALUE</c> (IMG2511).
    /// </exception>
    public static IReadOnlyList<MetaValue> Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = Base64(text);
        if (bytes.Length == 0)
        {
            return [];
        }

        if (bytes.Length >= SmallestGzipBytes && bytes[0] == 0x1f && bytes[1] == 0x8b)
        {
            bytes = Gunzip(bytes);
        }

        return TextOf(bytes).Split(';').Select(ParsePiece).ToArray();
    }

    /// <summary>The encoded text of the last <c>talos.environment=INSTALLER_META_BASE64=</c> on a command line, or null.</summary>
    public static string? FindOnCommandLine(string commandLine)
    {
        ArgumentNullException.ThrowIfNull(commandLine);
        var argument = commandLine
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .LastOrDefault(token => token.StartsWith(ArgumentPrefix, StringComparison.Ordinal));
        return argument?[ArgumentPrefix.Length..];
    }

    private static string Piece(MetaValue value)
    {
        var key = MetaKey.Format(value.Key);
        if (value.Key == 0)
        {
            throw new InvalidInputException(
                "IMG2506", "META key 0 marks the end of the list on disk: use a key from 1 to 255.");
        }

        var separator = value.Value.IndexOf(';', StringComparison.Ordinal);
        if (separator >= 0)
        {
            throw new InvalidInputException(
                "IMG2504",
                $"the value of META key {key} has a \";\" at character {separator + 1}; on the kernel command line \";\" separates "
                + "values and cannot be escaped, so the machine would read a broken value. Remove it (in YAML, comments are the "
                + "usual place), or build a disk image, whose META partition can hold it.");
        }

        return $"{key}={value.Value}";
    }

    private static byte[] Utf8Of(string text)
    {
        try
        {
            return StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new InvalidInputException(
                "IMG2505",
                $"a META value holds half a surrogate pair at character {e.Index + 1} of the joined text: it is no Unicode text.",
                e);
        }
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var result = new MemoryStream();
        result.Write(GzipHeader);
        using (var deflate = new DeflateStream(result, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(bytes);
        }

        Span<byte> trailer = stackalloc byte[GzipTrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, Crc32.Compute(bytes));
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], (uint)bytes.Length);
        result.Write(trailer);
        return result.ToArray();
    }

    private static byte[] Base64(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new InvalidInputException(
                "IMG2507",
                $"{VariableName} is no base64 text ({text.Length} characters): give the part after \"{VariableName}=\", "
                + "complete and unquoted.",
                e);
        }
    }

    private static byte[] Gunzip(byte[] bytes)
    {
        using var source = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var result = new MemoryStream();
        var buffer = new byte[1 << 16];
        try
        {
            for (int read; (read = source.Read(buffer)) > 0;)
            {
                result.Write(buffer, 0, read);
                if (result.Length > MaxDecodedBytes)
                {
                    throw new InvalidInputException(
                        "IMG2509",
                        $"{VariableName} unpacks to more than {MaxDecodedBytes} bytes, which no META partition can hold: "
                        + "the text is not a set of META values.");
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e.Message, e);
        }

        // GZipStream takes a stream that ends early for a short one; the trailer tells.
        var unpacked = result.ToArray();
        var trailer = bytes.AsSpan(bytes.Length - GzipTrailerBytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer) == Crc32.Compute(unpacked)
            && BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) == (uint)unpacked.Length
            ? unpacked
            : throw Damaged("its checksum and length do not match, so the text was cut or changed.");
    }

    private static InvalidInputException Damaged(string reason, Exception? inner = null) =>
        new("IMG2508", $"{VariableName} starts as gzip but is damaged: {reason}", inner);

    private static string TextOf(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidInputException(
                "IMG2510", $"{VariableName} holds bytes that are no UTF-8 text, at byte {e.Index}.", e);
        }
    }

    private static MetaValue ParsePiece(string piece, int index)
    {
        try
        {
            return MetaValueParser.Parse(piece);
        }
        catch (InvalidInputException e)
        {
            throw new InvalidInputException(
                "IMG2511", $"{VariableName}, value {index + 1}: {e.Message} (A \";\" inside a value splits it.)", e);
        }
    }
}
