using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Imager.Core;
using Imager.Formats.Efi;
using Imager.Formats.Extents;

namespace Imager.Extensions;

/// <summary>
/// Searches the unpacked kernel for certificates (system_certificate_list), the configuration (CONFIG_IKCONFIG) and the vermagic that
/// it compares modules with (kernel/module/version.c, same_magic).
/// </summary>
/// <remarks>
/// An X.509 v3 certificate begins <c>30 82 LL LL 30 82 LL LL A0 03 02 01 02</c>; whatever begins so and parses is one.
/// </remarks>
internal sealed class KernelScan
{
    private const int WindowBytes = 1 << 20;
    private const int OverlapBytes = 1 << 16;
    private const int MaxCertificateBytes = 8192;
    private const int MaxConfigBytes = 4 << 20;
    private const long MaxKernelBytes = 512L << 20;
    private const int MaxVersionMagicBytes = 256;

    private readonly Dictionary<string, ModuleCertificate> certificates = new(StringComparer.Ordinal);
    private readonly HashSet<string> versionMagics = new(StringComparer.Ordinal);

    internal IReadOnlyList<ModuleCertificate> Certificates => [.. certificates.Values];

    internal bool? ForcesSignatures { get; private set; }

    /// <summary>Every text that looks like a vermagic, trimmed: <c>6.12.1 SMP preempt mod_unload modversions</c>.</summary>
    internal IReadOnlyCollection<string> VersionMagics => versionMagics;

    /// <summary>Null when the image is packed in a way that cannot be read here.</summary>
    internal static KernelScan? Run(ByteSource kernel, CancellationToken cancellationToken)
    {
        using var image = LinuxKernel.OpenUnpacked(kernel);
        if (image is null)
        {
            return null;
        }

        var scan = new KernelScan();
        return scan.Search(image, cancellationToken) ? scan : null;
    }

    private bool Search(Stream image, CancellationToken cancellationToken)
    {
        var buffer = new byte[WindowBytes + OverlapBytes];
        var (kept, total) = (0, 0L);
        while (total < MaxKernelBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count;
            try
            {
                count = image.ReadAtLeast(buffer.AsSpan(kept, WindowBytes), WindowBytes, throwOnEndOfStream: false);
            }
            catch (InvalidInputException)
            {
                // Kernels carry their unpacked size behind the stream, which is no stream; everything before it was read.
                return total > 0;
            }

            var window = buffer.AsSpan(0, kept + count);
            FindCertificates(window);
            FindConfiguration(window);
            FindVersionMagic(window);
            if (count < WindowBytes)
            {
                break;
            }

            total += count;
            kept = OverlapBytes;
            window[^kept..].CopyTo(buffer);
        }

        return true;
    }

    private void FindCertificates(ReadOnlySpan<byte> window)
    {
        ReadOnlySpan<byte> version3 = [0xA0, 0x03, 0x02, 0x01, 0x02];
        for (var from = 0; from < window.Length;)
        {
            var found = window[from..].IndexOf(version3);
            if (found < 0)
            {
                return;
            }

            var start = from + found - 8;
            from += found + version3.Length;
            if (start < 0 || window[start] != 0x30 || window[start + 1] != 0x82 || window[start + 4] != 0x30 || window[start + 5] != 0x82)
            {
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(window[(start + 2)..]) + 4;
            if (length <= MaxCertificateBytes && start + length <= window.Length
                && ModuleCertificate.TryRead(window.Slice(start, length)) is { } certificate)
            {
                certificates.TryAdd(certificate.Fingerprint, certificate);
            }
        }
    }

    /// <remarks>include/linux/vermagic.h: release and options between two zero bytes; without CONFIG_MODULE_UNLOAD it is not found.</remarks>
    private void FindVersionMagic(ReadOnlySpan<byte> window)
    {
        var marker = " mod_unload "u8;
        for (var from = 0; window[from..].IndexOf(marker) is var found and >= 0; from += found + marker.Length)
        {
            var at = from + found;
            var start = window[..at].LastIndexOf((byte)0) + 1;
            var length = window[at..].IndexOf((byte)0);
            if (start > 0 && length >= 0 && at + length - start <= MaxVersionMagicBytes && char.IsAsciiDigit((char)window[start]))
            {
                versionMagics.Add(Encoding.ASCII.GetString(window[start..(at + length)]).Trim());
            }
        }
    }

    private void FindConfiguration(ReadOnlySpan<byte> window)
    {
        var marker = "IKCFG_ST\u001F"u8;
        var found = ForcesSignatures is null ? window.IndexOf(marker) : -1;
        if (found < 0)
        {
            return;
        }

        try
        {
            // .config is about 300 KiB, 70 KiB packed: a window that cuts it is followed by one that may hold more.
            using var packed = new MemoryStream(window[(found + marker.Length - 1)..].ToArray());
            using var gzip = new GZipStream(packed, CompressionMode.Decompress);
            using var text = new StreamReader(gzip);
            for (var read = 0; read < MaxConfigBytes && text.ReadLine() is { } line; read += line.Length)
            {
                if (line.Contains("CONFIG_MODULE_SIG_FORCE", StringComparison.Ordinal))
                {
                    ForcesSignatures = line.StartsWith("CONFIG_MODULE_SIG_FORCE=y", StringComparison.Ordinal);
                    return;
                }
            }
        }
        catch (InvalidDataException)
        {
            // The words stood there by chance.
        }
    }
}
