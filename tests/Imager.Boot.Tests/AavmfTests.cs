using Imager.Boot.Tests.Support;
using Imager.Build.Qemu;
using Imager.Core;
using Xunit.Abstractions;

namespace Imager.Boot.Tests;

/// <summary>Everything that UEFI on arm64 starts.</summary>
public sealed class AavmfTests(ITestOutputHelper output) : BootTestBase(output)
{
    public static TheoryData<string> Cases => BootMatrix.Names(Architecture.Arm64, QemuFirmware.Uefi);

    [Theory]
    [MemberData(nameof(Cases))]
    [Trait("Category", "Boot")]
    public Task Image_boots_and_delivers_what_it_carries(string name) => BootAsync(name);
}
