using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Imager.Core;

/// <summary>A content digest in OCI form, <c>sha256:</c> or <c>sha512:</c> and lower-case hex.</summary>
/// <remarks>OCI image spec 1.1, descriptor.md, "Digests".</remarks>
public sealed record Digest
{
    private Digest(string algorithm, string hex)
    {
        Algorithm = algorithm;
        Hex = hex;
    }

    /// <summary><c>sha256</c> or <c>sha512</c>.</summary>
    public string Algorithm { get; }

    /// <summary>Lower-case hex, 64 or 128 characters.</summary>
    public string Hex { get; }

    /// <summary>The SHA-256 digest of <paramref name="content"/>.</summary>
    public static Digest Sha256(ReadOnlySpan<byte> content) => FromSha256(SHA256.HashData(content));

    /// <summary>Wraps 32 hash bytes.</summary>
    public static Digest FromSha256(ReadOnlySpan<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hash.Length, SHA256.HashSizeInBytes);
        return new("sha256", Convert.ToHexStringLower(hash));
    }

    /// <summary>Parses <c>algorithm:hex</c>.</summary>
    /// <exception cref="InvalidInputException">Unknown algorithm, wrong length or not lower-case hex.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest)
            ? digest
            : throw new InvalidInputException(
                "IMG2004", $"invalid digest \"{text}\": write sha256: and 64 lower-case hex digits.");

    /// <summary>Parses without throwing; see <see cref="Parse"/>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Digest? digest)
    {
        digest = null;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (text is null || colon < 0)
        {
            return false;
        }

        var (algorithm, hex) = (text[..colon], text[(colon + 1)..]);
        var hexLength = algorithm switch { "sha256" => 64, "sha512" => 128, _ => -1 };
        if (hex.Length != hexLength || !hex.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f'))
        {
            return false;
        }

        digest = new(algorithm, hex);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Algorithm}:{Hex}";
}
