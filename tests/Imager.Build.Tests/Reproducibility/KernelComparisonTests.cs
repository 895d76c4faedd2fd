using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using Imager.Build.Kernels;
using Imager.Build.Reproducibility;
using Imager.Build.Tests.Support;
using Imager.Core;

namespace Imager.Build.Tests.Reproducibility;

public sealed class KernelComparisonTests : IDisposable
{
    private const string Module = "usr/lib/modules/6.12.1/kernel/a.ko";
    private const int CertificatePlace = 5000;
    private const int BuildIdPlace = 9000;

    private static readonly byte[] OneKey = [.. Enumerable.Repeat((byte)0x31, 200)];
    private static readonly byte[] OtherKey = [.. Enumerable.Repeat((byte)0x32, 200)];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Compare_finds_two_kernels_of_one_key_equal_and_ignores_the_log()
    {
        var (first, second) = (Write("a", OneKey), Write("b", OneKey));
        File.WriteAllText(Path.Combine(second.Path, "kernel-amd64.log"), "later");

        var comparison = Compare(first, second);

        Assert.Equal((0, 0), (comparison.Differences, comparison.KeyOnly));
        Assert.StartsWith("one key", comparison.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_leaves_signatures_certificate_and_build_id_out_when_the_keys_are_two_and_says_so()
    {
        var comparison = Compare(Write("a", OneKey), Write("b", OtherKey));

        Assert.Equal((0, 2), (comparison.Differences, comparison.KeyOnly));
        Assert.StartsWith("two keys: signatures are cut off", comparison.Lines[0], StringComparison.Ordinal);
        Assert.Contains(comparison.Lines, line => line.EndsWith(Module + " (without signature)", StringComparison.Ordinal));
        Assert.EndsWith("2 not compared because the key alone decides them", comparison.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compare_names_the_module_whose_code_differs(bool twoKeys)
    {
        var comparison = Compare(Write("a", OneKey), Write("b", twoKeys ? OtherKey : OneKey, code: "other code"));

        Assert.Equal(1, comparison.Differences);
        Assert.Contains(comparison.Lines, line => line.StartsWith($"DIFFERENT {Module}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compare_finds_one_changed_byte_in_the_compressed_kernel(bool twoKeys)
    {
        var comparison = Compare(Write("a", OneKey), Write("b", twoKeys ? OtherKey : OneKey, kernelByte: 1));

        Assert.Equal(1, comparison.Differences);
        Assert.Contains(comparison.Lines, line => line.StartsWith("DIFFERENT boot/vmlinuz", StringComparison.Ordinal));
    }

    [Fact]
    public void Compare_looks_into_the_tar_that_modules_are_compiled_against()
    {
        var first = Write("a", OneKey);
        var second = Write("b", OneKey);
        WriteDevel(second, ["z", "Makefile"], content: "all:");
        Assert.Equal(0, Compare(first, second).Differences);

        WriteDevel(second, ["Makefile", "z"], content: "none:");
        Assert.Contains("DIFFERENT devel.tar (its members): usr/src/linux/Makefile", Compare(first, second).Lines);
    }

    [Fact]
    public void Compare_counts_a_file_that_only_one_has()
    {
        var (first, second) = (Write("a", OneKey), Write("b", OneKey));
        File.WriteAllText(Path.Combine(second.Path, "boot", "more"), "x");

        Assert.Contains("DIFFERENT boot/more: only in the second kernel", Compare(first, second).Lines);
    }

    [Fact]
    public void Compare_refuses_a_folder_without_a_kernel()
    {
        var error = Assert.Throws<InvalidInputException>(() => Compare(Write("a", OneKey), new(folder.Path)));

        Assert.Equal("IMG2670", error.Code);
    }

    private static KernelComparison Compare(KernelFolder first, KernelFolder second) =>
        KernelComparison.Compare(first, second, CancellationToken.None);

    private KernelFolder Write(string name, byte[] certificate, string code = "code", byte kernelByte = 0)
    {
        var kernel = new KernelFolder(Path.Combine(folder.Path, name));
        foreach (var (path, bytes) in new[]
        {
            (kernel.Vmlinuz, BzImage(certificate, kernelByte)), (kernel.Certificate, certificate), (kernel.ReleaseFile, "6.12.1\n"u8.ToArray()),
            (Path.Combine(kernel.Path, Module), Signed(code, certificate)),
            (Path.Combine(kernel.Signatures, Module + ".p7s"), certificate),
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }

        WriteDevel(kernel, ["Makefile", "z"], content: "all:");
        return kernel;
    }

    private static void WriteDevel(KernelFolder kernel, string[] order, string content)
    {
        using var tar = new TarWriter(File.Create(kernel.DevelTar), TarEntryFormat.Ustar);
        foreach (var name in order)
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "usr/src/linux/" + name)
            {
                DataStream = new MemoryStream(System.Text.Encoding.ASCII.GetBytes(name == "z" ? "z" : content)),
            });
        }
    }

    private static byte[] Signed(string code, byte[] signature)
    {
        var trailer = new byte[12];
        trailer[2] = 2;
        BinaryPrimitives.WriteUInt32BigEndian(trailer.AsSpan(8), (uint)signature.Length);
        return [.. System.Text.Encoding.ASCII.GetBytes(code), .. signature, .. trailer, .. "~Module signature appended~\n"u8];
    }

    /// <summary>Setup sectors, then a gzip payload with the certificate and a build id that follows from it.</summary>
    private static byte[] BzImage(byte[] certificate, byte kernelByte)
    {
        var image = new byte[20_000];
        new Random(1).NextBytes(image);
        certificate.CopyTo(image.AsSpan(CertificatePlace));
        byte[] note = [4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, .. "GNU\0"u8, .. Enumerable.Repeat(certificate[0], 20)];
        note.CopyTo(image.AsSpan(BuildIdPlace));
        image[15_000] = kernelByte;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(image);
        }

        var setup = new byte[5 * 512];
        "HdrS"u8.CopyTo(setup.AsSpan(0x202));
        BinaryPrimitives.WriteUInt32LittleEndian(setup.AsSpan(0x24C), (uint)packed.Length);
        return [.. setup, .. packed.ToArray()];
    }
}
