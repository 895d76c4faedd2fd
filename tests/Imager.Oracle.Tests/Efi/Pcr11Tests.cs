using System.Security.Cryptography;
using Imager.Formats.Efi;
using Imager.Formats.Extents;
using Imager.Formats.Pe;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Efi;

[Trait("Category", "Oracle")]
public class Pcr11Tests
{
    private const string Measure = "/usr/lib/systemd/systemd-measure";
    private const string InstalledStub = "/usr/lib/systemd/boot/efi/linuxx64.efi.stub";

    [Theory]
    [InlineData("sha256")]
    [InlineData("sha384")]
    [InlineData("sha512")]
    public void Predict_is_what_systemd_measure_calculates(string bank)
    {
        if (Tool.IsFileMissing(Measure, InstalledStub) || Tool.IsMissing("objcopy"))
        {
            return;
        }

        // systemd-measure 252 knows neither .sbat nor .uname, so the UKI gets none.
        using var artifact = new TempArtifact();
        var stub = artifact.PathOf("stub.efi");
        Tool.RunChecked("objcopy", "--remove-section=.sbat", InstalledStub, stub);
        var options = new UkiOptions
        {
            Stub = new MemorySource(File.ReadAllBytes(stub)),
            Linux = new MemorySource(new byte[2_000_001]),
            Initrd = new MemorySource(new byte[3_000_001]),
            OsReleaseText = new OsRelease { Name = "Talos", Version = "v1.9.0" }.ToText(),
            CommandLine = "console=ttyS0",
            Splash = new MemorySource("BM"u8.ToArray()),
            PcrPublicKey = "key",
        };
        var uki = PeImage.TryRead(Uki.Create(options).AsSource())!;
        string[] sections = [".linux", ".osrel", ".cmdline", ".initrd", ".splash", ".pcrpkey"];
        var arguments = sections.Select(name =>
            $"-{name.Replace('.', '-')}={artifact.Write(uki.Open(uki.Find(name)!).ToArray(), name[1..])}");

        var output = Tool.RunChecked(Measure, ["calculate", $"--bank={bank}", "--phase=enter-initrd:leave-initrd", .. arguments]);

        var predicted = Pcr11.Predict(uki, 0, ["enter-initrd", "leave-initrd"], new HashAlgorithmName(bank.ToUpperInvariant()));
        Assert.Contains($"11:{bank}={Convert.ToHexStringLower(predicted)}", output, StringComparison.Ordinal);
    }
}
