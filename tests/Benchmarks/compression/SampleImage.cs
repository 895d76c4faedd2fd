using System.Security.Cryptography;
using Imager.Formats.Extents;

namespace Imager.Benchmarks.Compression;

/// <summary>An 8 GiB disk with a kernel (program code) and an initramfs (incompressible), once or twice.</summary>
internal static class SampleImage
{
    private const long MiB = 1 << 20;
    private const int KernelBytes = 18 << 20;
    private const int InitramfsBytes = 80 << 20;

    /// <summary>Writes both payload files, the same on every run of a machine.</summary>
    internal static void WritePayload(string folder)
    {
        using var kernel = File.Create(Path.Combine(folder, "kernel"));
        foreach (var library in Directory.EnumerateFiles("/usr/lib/x86_64-linux-gnu", "*.so*").Order(StringComparer.Ordinal))
        {
            if (kernel.Length < KernelBytes)
            {
                kernel.Write(File.ReadAllBytes(library));
            }
        }

        kernel.SetLength(KernelBytes);
        using var aes = Aes.Create();
        aes.Key = new byte[16];
        using var initramfs = File.Create(Path.Combine(folder, "initramfs"));
        using var cipher = new CryptoStream(initramfs, aes.CreateEncryptor(aes.Key, new byte[16]), CryptoStreamMode.Write);
        cipher.Write(new byte[InitramfsBytes]);
    }

    /// <summary><c>single</c>: UKI-like copy in an ESP. <c>dual</c>: another copy close behind. <c>far</c>: another 1 GiB behind.</summary>
    internal static ExtentMap Create(string kind, FileBytes kernel, FileBytes initramfs)
    {
        var image = new ExtentMapBuilder();
        var header = Enumerable.Range(0, 512).Select(n => (byte)n).ToArray();
        image.Add(0, header);
        image.Add(2 * MiB, kernel);
        image.Add(24 * MiB, initramfs);
        if (kind != "single")
        {
            var second = kind == "dual" ? 120 * MiB : 1100 * MiB;
            image.Add(second, kernel);
            image.Add(second + (22 * MiB), initramfs);
        }

        image.Add((8192 * MiB) - 512, header);
        return image.Build(8192 * MiB);
    }

    internal static void WriteRaw(ExtentMap image, string path)
    {
        using var file = File.Create(path);
        file.SetLength(image.LengthBytes);
        var buffer = new byte[MiB];
        foreach (var extent in image.Flatten())
        {
            file.Position = extent.OffsetBytes;
            for (var done = 0L; done < extent.LengthBytes;)
            {
                var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, extent.LengthBytes - done));
                extent.Source.ReadExactly(extent.SourceOffsetBytes + done, part);
                file.Write(part);
                done += part.Length;
            }
        }
    }
}
