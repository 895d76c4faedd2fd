using Imager.Artifacts;
using Imager.Core;
using Imager.Formats.Efi;
using Imager.Formats.Extents;
using Imager.Formats.Tests.Pe;
using Imager.Oci.Layers;
using Imager.Plan;
using Imager.Tests.Images;

namespace Imager.Tests.Resolve;

public sealed class BaseAssetsTests : IDisposable
{
    private static readonly LayerEntry Kernel = ImageRoom.Text("usr/install/amd64/vmlinuz", "kernel");
    private static readonly LayerEntry Initramfs = ImageRoom.Text("usr/install/amd64/initramfs.xz", "initramfs");

    private readonly ImageRoom room = new();

    public void Dispose() => room.Dispose();

    [Theory]
    [InlineData("kernel", "kernel")]
    [InlineData("initramfs", "initramfs")]
    public async Task Base_gives_kernel_and_initramfs(string kind, string expected)
    {
        var image = await room.LayoutAsync(Architecture.Amd64, Kernel, Initramfs);

        var (report, _) = await BuildAsync(kind, image);

        Assert.Equal(expected, await File.ReadAllTextAsync(report.Path));
    }

    [Fact]
    public async Task Base_may_be_an_image_for_another_machine_when_it_holds_the_assets()
    {
        var image = await room.LayoutAsync(Architecture.Arm64, Kernel, Initramfs);

        var (report, _) = await BuildAsync("kernel", image);

        Assert.Equal("kernel", await File.ReadAllTextAsync(report.Path));
    }

    [Theory]
    [InlineData("vmlinuz.efi")]
    [InlineData("vmlinuz.efi.signed")]
    public async Task Base_takes_the_sections_of_an_installers_UKI(string name)
    {
        var uki = Uki.Create(new UkiOptions
        {
            Stub = new TestStub().Build(),
            Linux = MemorySource.FromText("linux of the UKI"),
            Initrd = MemorySource.FromText("initrd of the UKI"),
            OsReleaseText = "ID=x\n",
            CommandLine = "a",
            Epoch = SourceDateEpoch.Default,
        });
        var image = await room.LayoutAsync(
            Architecture.Amd64, LayerEntry.File($"usr/install/amd64/{name}", 0x1A4, uki.AsSource().ToArray()));

        var (kernel, _) = await BuildAsync("kernel", image);
        var (initramfs, _) = await BuildAsync("initramfs", image);

        Assert.Equal("linux of the UKI", await File.ReadAllTextAsync(kernel.Path));
        Assert.Equal("initrd of the UKI", await File.ReadAllTextAsync(initramfs.Path));
    }

    [Fact]
    public async Task Base_may_be_a_tar_of_a_root_file_system()
    {
        var tree = Directory.CreateDirectory(room.Sub("tree/usr/install/amd64")).FullName;
        await File.WriteAllTextAsync(Path.Combine(tree, "vmlinuz"), "from a tar");
        await File.WriteAllTextAsync(Path.Combine(tree, "initramfs.xz"), "x");
        System.Formats.Tar.TarFile.CreateFromDirectory(room.Sub("tree"), room.Sub("root.tar"), includeBaseDirectory: false);

        var (report, _) = await BuildAsync("kernel", $"tar:{room.Sub("root.tar")}");

        Assert.Equal("from a tar", await File.ReadAllTextAsync(report.Path));
    }

    [Fact]
    public async Task Base_follows_links_inside_the_image_only()
    {
        var secret = room.Sub("secret");
        await File.WriteAllTextAsync(secret, "secret");
        var image = await room.LayoutAsync(
            Architecture.Amd64, LayerEntry.Symlink("usr/install/amd64/vmlinuz", secret), Initramfs);

        await Assert.ThrowsAsync<InvalidInputException>(() => BuildAsync("kernel", image));
    }

    [Fact]
    public async Task Base_warns_when_its_version_is_not_the_targets()
    {
        var image = await room.LayoutAsync(Architecture.Amd64, Kernel, Initramfs);

        await BuildAsync("kernel", image);

        Assert.Empty(room.Warnings);
    }

    [Theory]
    [InlineData("usr/bin/installer", "installer-base")]
    [InlineData("usr/install/arm64/vmlinuz", "holds boot assets for arm64 and not for amd64")]
    [InlineData("usr/install/amd64/vmlinuz", "holds no kernel and initramfs")]
    [InlineData("boot/vmlinuz", "kernel package")]
    [InlineData("etc/os-release", "operating system image")]
    [InlineData("bin/sh", "nothing to do with booting")]
    public async Task Base_of_the_wrong_kind_is_named(string path, string expected)
    {
        var image = await room.LayoutAsync(Architecture.Amd64, ImageRoom.Text(path, "x"));

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => BuildAsync("kernel", image));

        Assert.Equal("IMG2044", error.Code);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Base_that_is_an_extension_or_an_overlay_is_named()
    {
        var extension = await room.LayoutAsync(
            Architecture.Amd64, ImageRoom.Text("manifest.yaml", "x"), ImageRoom.Text("rootfs/usr/local/x", "x"));
        var overlay = await room.LayoutAsync(
            Architecture.Amd64, ImageRoom.Text("installers/x", "x"), ImageRoom.Text("artifacts/x", "x"));

        var first = await Assert.ThrowsAsync<InvalidInputException>(() => BuildAsync("kernel", extension));
        var second = await Assert.ThrowsAsync<InvalidInputException>(() => BuildAsync("kernel", overlay));

        Assert.Contains("system extension", first.Message, StringComparison.Ordinal);
        Assert.Contains("overlay", second.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_left_of_what_a_run_unpacked()
    {
        var image = await room.LayoutAsync(Architecture.Amd64, Kernel, Initramfs);

        await BuildAsync("kernel", image);

        Assert.Empty(Directory.GetFileSystemEntries(room.Sub("cache/scratch")));
    }

    private Task<(ArtifactReport Report, BuildPlan Plan)> BuildAsync(string kind, string image) =>
        room.BuildAsync(room.Folder, "iso", "--arch", "amd64", "--output-kind", kind, "--base", image);
}
