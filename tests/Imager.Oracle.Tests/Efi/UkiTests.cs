using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Imager.Core;
using Imager.Formats.Efi;
using Imager.Formats.Extents;
using Imager.Formats.Pe;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Efi;

/// <summary>UKIs made of real stubs, judged by binutils, LLVM and sbsigntool.</summary>
/// <remarks>The installed stub is required; <c>fetch-stubs.sh</c> brings those of other releases and machines.</remarks>
[Trait("Category", "Oracle")]
public class UkiTests
{
    private const string InstalledStub = "/usr/lib/systemd/boot/efi/linuxx64.efi.stub";

    public static TheoryData<string> Stubs()
    {
        var folder = Environment.GetEnvironmentVariable("IMAGER_EFI_STUBS");
        string[] fetched = string.IsNullOrEmpty(folder)
            ? []
            : Directory.GetFiles(folder, "linux*.efi.stub", SearchOption.AllDirectories);
        return [.. fetched.Order(StringComparer.Ordinal).Prepend(InstalledStub)];
    }

    [Theory]
    [MemberData(nameof(Stubs))]
    public void Objcopy_extracts_the_sections_that_were_put_in(string stub)
    {
        // GNU objcopy of an amd64 machine does not know PE programs for arm64.
        if (stub.EndsWith("linuxaa64.efi.stub", StringComparison.Ordinal) || Tool.IsFileMissing(stub) || Tool.IsMissing("objcopy"))
        {
            return;
        }

        using var artifact = new TempArtifact();
        var options = Options(stub);
        var path = artifact.Write(Uki.Create(options), "uki.efi");
        var sections = Uki.Sections(options).DistinctBy(section => section.Name).ToList();

        Tool.RunChecked(
            "objcopy",
            [.. sections.Select(section => $"--dump-section={section.Name}={artifact.PathOf(section.Name)}"), path, artifact.PathOf("rest")]);

        Assert.All(sections, section => Assert.Equal(section.Content.ToArray(), File.ReadAllBytes(artifact.PathOf(section.Name))));
    }

    [Theory]
    [MemberData(nameof(Stubs))]
    public void Llvm_readobj_lists_every_section_with_its_exact_size(string stub)
    {
        if (Tool.IsFileMissing(stub) || Tool.IsMissing("llvm-readobj"))
        {
            return;
        }

        using var artifact = new TempArtifact();
        var options = Options(stub);
        var path = artifact.Write(Uki.Create(options), "uki.efi");

        var listing = Tool.RunChecked("llvm-readobj", "--sections", path);

        var listed = Regex.Matches(listing, @"Name: (\.\w+) .*\n +VirtualSize: 0x([0-9A-F]+)")
            .Select(match => (match.Groups[1].Value, Convert.ToInt64(match.Groups[2].Value, 16)));
        var added = Uki.Sections(options).Select(section => (section.Name, section.Content.LengthBytes)).ToList();
        Assert.Equal(added, listed.TakeLast(added.Count));
    }

    [Theory]
    [MemberData(nameof(Stubs))]
    public void Sbverify_has_no_complaint(string stub)
    {
        if (Tool.IsFileMissing(stub) || Tool.IsMissing("sbverify"))
        {
            return;
        }

        using var artifact = new TempArtifact();
        var path = artifact.Write(Uki.Create(Options(stub)), "uki.efi");

        var list = Tool.Run("sbverify", "--list", path);

        Assert.Equal("No signature table present", (list.Output + list.Error).Trim());
    }

    [Fact]
    public void Objdump_shows_the_sizes_and_no_overlap()
    {
        if (Tool.IsFileMissing(InstalledStub) || Tool.IsMissing("objdump"))
        {
            return;
        }

        using var artifact = new TempArtifact();
        var options = Options(InstalledStub);
        var path = artifact.Write(Uki.Create(options), "uki.efi");

        var result = Tool.Run("objdump", "-h", path);

        Assert.Equal(string.Empty, result.Error);
        Assert.All(
            Uki.Sections(options),
            section => Assert.Matches($@" {section.Name} +{section.Content.LengthBytes:x8} ", result.Output));
    }

    [Theory]
    [MemberData(nameof(Stubs))]
    public void ComputeDigest_is_what_osslsigncode_calculates_for_a_signed_uki(string stub)
    {
        if (Tool.IsFileMissing(stub) || Tool.IsMissing("openssl", "sbsign", "sbverify", "osslsigncode"))
        {
            return;
        }

        using var artifact = new TempArtifact();
        var (key, certificate) = (artifact.PathOf("key.pem"), artifact.PathOf("cert.pem"));
        var (path, signed) = (artifact.Write(Uki.Create(Options(stub)), "uki.efi"), artifact.PathOf("signed.efi"));
        Tool.RunChecked("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test", "-days", "2", "-keyout", key, "-out", certificate);
        Tool.RunChecked("sbsign", "--key", key, "--cert", certificate, "--output", signed, path);
        Tool.RunChecked("sbverify", "--cert", certificate, signed);
        var digest = Convert.ToHexString(Authenticode.ComputeDigest(Read(signed), HashAlgorithmName.SHA256));

        var verdict = Tool.Run("osslsigncode", "verify", "-in", signed);

        Assert.Matches($"Calculated message digest *: {digest}", verdict.Output);
        Assert.Equal(digest, Convert.ToHexString(Authenticode.ComputeDigest(Read(path), HashAlgorithmName.SHA256)));
    }

    [Theory]
    [MemberData(nameof(Stubs))]
    public void TryRead_reads_what_llvm_objcopy_assembled(string stub)
    {
        if (Tool.IsFileMissing(stub) || Tool.IsMissing("llvm-objcopy"))
        {
            return;
        }

        using var artifact = new TempArtifact();
        var options = Options(stub);
        var (osrel, cmdline, linux) = (artifact.Write("ID=x\n"u8, "osrel"), artifact.Write("a=b"u8, "cmdline"), artifact.Write(new byte[5000], "linux"));
        var theirs = artifact.PathOf("theirs.efi");
        Tool.RunChecked("llvm-objcopy", $"--add-section=.osrel={osrel}", $"--add-section=.cmdline={cmdline}", $"--add-section=.linux={linux}", stub, theirs);

        var uki = UkiImage.TryRead(Read(theirs))!;

        Assert.Equal("ID=x\n", uki.OsReleaseText);
        Assert.Equal("a=b", uki.CommandLine);
        Assert.Equal(PeImage.TryRead(options.Stub)!.Find(".sbat") is null, uki.Sbat is null);
    }

    private static MemorySource Read(string path) => new(File.ReadAllBytes(path));

    private static UkiOptions Options(string stub)
    {
        var source = Read(stub);
        return new()
        {
            Stub = source,
            Linux = Pattern(1_000_003),
            Initrd = Pattern(3_000_001),
            OsReleaseText = new OsRelease { Name = "Talos", Version = "v1.10.0" }.ToText(),
            CommandLine = "console=ttyS0 talos.platform=metal",
            Uname = "6.1.58-talos",
            Splash = Pattern(7777),
            HasMainProfile = true,
            ExtraProfiles = LoaderInfo.TryRead(PeImage.TryRead(source)!) is not { MajorVersion: >= 257 } ? [] :
            [
                new("reset-maintenance", "Reset to maintenance mode", "console=ttyS0 wipe"),
                new("second", null, "console=ttyS0 second"),
            ],
        };
    }

    private static MemorySource Pattern(int lengthBytes) =>
        new(Enumerable.Range(0, lengthBytes).Select(index => (byte)((index * 31) + (index >> 8))).ToArray());
}
