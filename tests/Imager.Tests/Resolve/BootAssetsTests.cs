using Imager.Core;
using Imager.Resolve;
using Imager.Tests.Support;

namespace Imager.Tests.Resolve;

public sealed class BootAssetsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Outputs_of_one_run_share_the_opened_file()
    {
        folder.Write("vmlinuz-amd64", [1, 2, 3]);
        using var files = new OpenedFiles();
        var locator = new AssetLocator(folder.Path);

        var first = new BootAssets(locator, Architecture.Amd64, null, files).Kernel;
        var second = new BootAssets(locator, Architecture.Amd64, null, files).Kernel;

        Assert.Same(first, second);
    }

    [Fact]
    public void Missing_file_names_both_places_and_the_way_to_get_it()
    {
        using var files = new OpenedFiles();

        var error = Assert.Throws<HostEnvironmentException>(
            () => new BootAssets(new AssetLocator(folder.Path), Architecture.Arm64, null, files).SdStub);

        Assert.Equal("IMG4001", error.Code);
        Assert.Contains("/usr/install/arm64/systemd-stub.efi", error.Message, StringComparison.Ordinal);
        Assert.Contains(folder.File("sd-stub-arm64.efi"), error.Message, StringComparison.Ordinal);
    }
}
