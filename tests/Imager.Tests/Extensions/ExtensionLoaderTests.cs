using Imager.Core;
using Imager.Extensions;
using Imager.Images;
using Imager.Oci.Layers;
using Imager.Tests.Support;

namespace Imager.Tests.Extensions;

public sealed class ExtensionLoaderTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly ExtensionFolder extension = new();
    private readonly ContainerImages images = ContainerImages.Open(ContainerSettings.Default, _ => null, new SilentReporter());
    private readonly ExtensionLoader loader;

    public ExtensionLoaderTests()
    {
        loader = new ExtensionLoader(folder.Path, SourceDateEpoch.Default, new PulledExtensionImages(images));
        extension.Write("rootfs/usr/local/file", "content");
        File.CreateSymbolicLink(extension.File("rootfs/usr/local/link"), "file");
    }

    public void Dispose()
    {
        loader.Dispose();
        images.Dispose();
        extension.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("packed.tar")]
    [InlineData("oci:layout")]
    public async Task A_packed_image_holds_what_the_folder_holds(string target)
    {
        using var packer = new ExtensionPacker(folder.Path, SourceDateEpoch.Default);
        var image = await packer.PackAsync(extension.Path, Architecture.Amd64, null, CancellationToken.None);
        var (prefix, name) = target.StartsWith("oci:", StringComparison.Ordinal) ? ("oci:", target[4..]) : (string.Empty, target);
        var packed = prefix + folder.File(name);

        await packer.WriteAsync(image, packed, "v1", CancellationToken.None);

        var read = await loader.LoadAsync(ExtensionSource.Parse(packed), Architecture.Amd64, CancellationToken.None);
        var original = await extension.LoadAsync();
        Assert.Equal(image.Root.Descriptor.Digest.ToString(), read.Digest);
        Assert.Equal(original.Files.Select(Describe), read.Files.Select(Describe));
        Assert.Contains("rootfs/usr/local/link Symlink 777 file ", read.Files.Select(Describe));
        Assert.Contains("rootfs/usr/local/file File 644  content", read.Files.Select(Describe));
    }

    [Fact]
    public async Task The_same_folder_gives_the_same_image_whatever_the_umask_was()
    {
        using var packer = new ExtensionPacker(folder.Path, SourceDateEpoch.Default);
        var first = await packer.PackAsync(extension.Path, Architecture.Amd64, null, CancellationToken.None);
        extension.Write("rootfs/usr/local/file", "content", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var second = await packer.PackAsync(extension.Path, Architecture.Amd64, null, CancellationToken.None);
        extension.Write("rootfs/usr/local/file", "Content");
        var other = await packer.PackAsync(extension.Path, Architecture.Amd64, null, CancellationToken.None);

        Assert.Equal(first.Root.Descriptor.Digest, second.Root.Descriptor.Digest);
        Assert.NotEqual(first.Root.Descriptor.Digest, other.Root.Descriptor.Digest);
    }

    [Fact]
    public async Task A_plain_tar_is_read_like_a_folder()
    {
        var tar = folder.File("plain.tar");
        using (var stream = File.Create(tar))
        {
            System.Formats.Tar.TarFile.CreateFromDirectory(extension.Path, stream, includeBaseDirectory: false);
        }

        var read = await loader.LoadAsync(ExtensionSource.Parse(tar), Architecture.Amd64, CancellationToken.None);

        Assert.Equal("hello", read.Name);
        Assert.Equal("file", read.Find("rootfs/usr/local/link")!.LinkTarget);
    }

    [Fact]
    public async Task An_image_for_another_machine_is_refused()
    {
        using var packer = new ExtensionPacker(folder.Path, SourceDateEpoch.Default);
        var image = await packer.PackAsync(extension.Path, Architecture.Arm64, null, CancellationToken.None);
        await packer.WriteAsync(image, folder.File("arm.tar"), null, CancellationToken.None);

        await Assert.ThrowsAsync<InvalidInputException>(
            () => loader.LoadAsync(ExtensionSource.Parse(folder.File("arm.tar")), Architecture.Amd64, CancellationToken.None));
    }

    [Theory]
    [InlineData("not a reference", "IMG2860")]
    [InlineData("/nowhere/at/all", "IMG6651")]
    public async Task A_source_that_is_not_there_is_named(string text, string code)
    {
        var error = await Assert.ThrowsAnyAsync<ImagerException>(
            async () => await loader.LoadAsync(ExtensionSource.Parse(text), Architecture.Amd64, CancellationToken.None));

        Assert.Equal(code, error.Code);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    private static string Describe(ExtensionFile file)
    {
        var mode = file.Kind == NodeKind.Symlink ? "777" : Convert.ToString(file.Mode, 8);
        return $"{file.Path} {file.Kind} {mode} {file.LinkTarget} {(file.Content is null ? "" : System.Text.Encoding.UTF8.GetString(file.Content.ToArray()))}";
    }
}
