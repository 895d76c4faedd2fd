using Imager.Artifacts;
using Imager.Core;
using Imager.Oci.Tests.Support;
using Imager.Plan;
using Imager.Tests.Assets;
using Imager.Tests.Images;

namespace Imager.Tests.Overlays;

/// <summary>Overlays whose program is a shell script: the contract of SBC overlays.</summary>
[Trait("Category", "Oracle")]
public sealed class OverlayTests : IDisposable
{
    private const string Script = """
        #!/bin/sh
        set -eu
        case $1 in
        get-options)
            cat >/dev/null
            echo "name: board"
            echo "kernelArgs: [console=ttyAMA7, board.test=1]"
            echo "partitionOptions: {offset: 20480}"
            ;;
        install)
            input=$(cat)
            disk=$(echo "$input" | sed -n 's/^installDisk: *//p' | tr -d '"'"'")
            mount=$(echo "$input" | sed -n 's/^mountPrefix: *//p' | tr -d '"'"'")
            artifacts=$(echo "$input" | sed -n 's/^artifactsPath: *//p' | tr -d '"'"'")
            echo "$input" | grep -q 'dtoverlay: spi' || { echo "no option dtoverlay" >&2; exit 3; }
            dd if="$artifacts/arm64/u-boot.bin" of="$disk" bs=512 seek=64 conv=notrunc 2>/dev/null
            mkdir -p "$mount/boot/EFI/overlays"
            cp "$artifacts/arm64/config.txt" "$mount/boot/EFI/config.txt"
            echo dtb > "$mount/boot/EFI/overlays/board.dtb"
            ;;
        esac

        """;

    private readonly ImageRoom room = new();

    private static bool IsMissing => SmallAssets.AreMissing || Tool.IsMissing("mcopy", "sgdisk");

    public void Dispose() => room.Dispose();

    [Theory]
    [InlineData("grub")]
    [InlineData("sd-boot")]
    public async Task A_disk_has_the_overlays_loader_files_and_arguments(string bootloader)
    {
        if (IsMissing)
        {
            return;
        }

        var overlay = await OverlayAsync(Script);

        var (report, plan) = await BuildAsync(overlay, "--bootloader", bootloader, "--overlay-option", "dtoverlay=spi");

        Assert.Contains("console=ttyAMA7 board.test=1", plan.CommandLine, StringComparison.Ordinal);
        using (var disk = File.OpenRead(report.Path))
        {
            disk.Position = 32768;
            var loader = new byte[11];
            disk.ReadExactly(loader);
            Assert.Equal("U-BOOT SPL!"u8.ToArray(), loader);
        }

        // Entries at LBA 20482, first partition behind them: 22528 sectors, 11 MiB.
        var table = await Tool.RunAsync("sgdisk", "-v", "-i", "1", report.Path);
        Assert.Contains("No problems found", table, StringComparison.Ordinal);
        Assert.Contains("First sector: 22528 ", table, StringComparison.Ordinal);
        var partition = $"{report.Path}@@{22528 * 512}";
        Assert.Equal("arm_64bit=1\n", await Tool.RunAsync("mtype", "-i", partition, "::/config.txt"));
        Assert.Equal("dtb\n", await Tool.RunAsync("mtype", "-i", partition, "::/overlays/board.dtb"));
    }

    [Fact]
    public async Task The_same_overlay_gives_the_same_disk()
    {
        if (IsMissing)
        {
            return;
        }

        var overlay = await OverlayAsync(Script);

        var (first, _) = await BuildAsync(overlay, "--overlay-option", "dtoverlay=spi", "--checksum");
        var (second, _) = await BuildAsync(overlay, "--overlay-option", "dtoverlay=spi", "--checksum");
        var (other, _) = await BuildAsync(await OverlayAsync(Script.Replace("echo dtb", "echo DTB", StringComparison.Ordinal)), "--overlay-option", "dtoverlay=spi", "--checksum");

        Assert.Equal(first.Sha256, second.Sha256);
        Assert.NotEqual(first.Sha256, other.Sha256);
    }

    [Fact]
    public async Task A_program_that_fails_is_shown_with_its_words()
    {
        if (IsMissing)
        {
            return;
        }

        var error = await Assert.ThrowsAsync<DependencyException>(async () => await BuildAsync(await OverlayAsync(Script)));

        Assert.Equal("IMG5476", error.Code);
        Assert.Contains("exit code 3: no option dtoverlay", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("seek=64", "seek=1", "IMG2047", "GPT header")]
    [InlineData("seek=64", "seek=20482", "IMG2047", "list of partitions")]
    [InlineData("seek=64", "seek=22600", "IMG2047", "partition EFI")]
    [InlineData("echo dtb >", "ln -s /etc/passwd", "IMG2050", "a link")]
    [InlineData("offset: 20480", "offset: -1", "IMG2053", "sectors")]
    [InlineData("[console=ttyAMA7, board.test=1]", "{a: b}", "IMG2406", "must be a list")]
    public async Task What_an_overlay_must_not_do_is_refused(string old, string replacement, string code, string expected)
    {
        if (IsMissing)
        {
            return;
        }

        var overlay = await OverlayAsync(Script.Replace(old, replacement, StringComparison.Ordinal));

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => BuildAsync(overlay, "--overlay-option", "dtoverlay=spi"));

        Assert.Equal(code, error.Code);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_installer_or_image_is_named()
    {
        if (IsMissing)
        {
            return;
        }

        var overlay = await OverlayAsync(Script);
        var foreign = await room.LayoutAsync(Architecture.Host, ImageRoom.Text("bin/sh", "x"));

        var unknown = await Assert.ThrowsAsync<InvalidInputException>(() => BuildAsync(overlay, "--overlay-name", "bord"));
        var wrong = await Assert.ThrowsAsync<InvalidInputException>(() => BuildAsync(foreign));

        Assert.Contains("no installer \"bord\"", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("no overlay image", wrong.Message, StringComparison.Ordinal);
    }

    private Task<string> OverlayAsync(string script) => room.LayoutAsync(
        Architecture.Host,
        ImageRoom.Text("installers/board", script, 0x1ED),
        ImageRoom.Text("artifacts/arm64/u-boot.bin", "U-BOOT SPL!"),
        ImageRoom.Text("artifacts/arm64/config.txt", "arm_64bit=1\n"));

    private Task<(ArtifactReport Report, BuildPlan Plan)> BuildAsync(string overlay, params string[] words) => room.BuildAsync(
        SmallAssets.Folder,
        [
            "metal", "--arch", "arm64", "--output-format", "raw", "--overlay-image", overlay,
            .. words.Contains("--overlay-name") ? Array.Empty<string>() : ["--overlay-name", "board"], .. words,
        ]);
}
