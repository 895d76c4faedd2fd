using Imager.Core;
using Imager.Formats.Compression;

namespace Imager.Formats.Tests.Compression;

public sealed class NativeCodecTests
{
    [Fact]
    public void Load_names_the_package_when_the_library_is_missing()
    {
        var error = Assert.Throws<HostEnvironmentException>(() => NativeCodec.Load("IMG4200", "libzstd1", "libabsent.so.1", "absent"));

        Assert.Equal("IMG4200", error.Code);
        Assert.Contains("libabsent.so.1 is not installed", error.Message, StringComparison.Ordinal);
        Assert.Contains("apt install libzstd1", error.Message, StringComparison.Ordinal);
    }
}
