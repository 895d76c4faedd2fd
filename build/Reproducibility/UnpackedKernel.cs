using Imager.Formats.Efi;
using Imager.Host;

namespace Imager.Build.Reproducibility;

/// <summary>A kernel without its compression, in which two builds can be compared byte for byte.</summary>
/// <remarks>
/// Between two signing keys it differs in two places only: the certificate in system_certificate_list, and the build id, a digest
/// over everything else (ELF note: name length 4, content length 20, type NT_GNU_BUILD_ID = 3, <c>GNU\0</c>).
/// </remarks>
public sealed class UnpackedKernel
{
    private const int BuildIdBytes = 20;

    private readonly byte[] bytes;

    private UnpackedKernel(byte[] bytes) => this.bytes = bytes;

    private static ReadOnlySpan<byte> BuildIdNote => [4, 0, 0, 0, BuildIdBytes, 0, 0, 0, 3, 0, 0, 0, (byte)'G', (byte)'N', (byte)'U', 0];

    /// <summary>Unpacks vmlinuz; null when it is packed in a way that is not read here.</summary>
    public static UnpackedKernel? Read(string path)
    {
        using var file = FileSource.Open(path, "kernel");
        using var image = LinuxKernel.OpenUnpacked(file);
        if (image is null)
        {
            return null;
        }

        using var whole = new MemoryStream();
        image.CopyTo(whole);
        return new(whole.ToArray());
    }

    /// <summary>Its bytes with the certificate (DER) and all build ids as zeros.</summary>
    public byte[] WithoutKey(ReadOnlySpan<byte> certificate)
    {
        var blanked = bytes.ToArray();
        if (!certificate.IsEmpty)
        {
            Blank(blanked, certificate, 0, certificate.Length);
        }

        Blank(blanked, BuildIdNote, BuildIdNote.Length, BuildIdBytes);
        return blanked;
    }

    /// <summary>Zeros <paramref name="length"/> bytes, <paramref name="after"/> bytes behind the start of each pattern.</summary>
    private static void Blank(Span<byte> bytes, ReadOnlySpan<byte> pattern, int after, int length)
    {
        for (var rest = bytes; rest.IndexOf(pattern) is var found and >= 0;)
        {
            var place = rest[(found + after)..];
            place[..Math.Min(length, place.Length)].Clear();
            rest = rest[(found + pattern.Length)..];
        }
    }
}
