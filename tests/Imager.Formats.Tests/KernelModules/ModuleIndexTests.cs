using Imager.Formats.KernelModules;

namespace Imager.Formats.Tests.KernelModules;

public sealed class ModuleIndexTests
{
    [Fact]
    public void ToBytes_writes_the_golden_bytes_of_nothing() =>
        Assert.Equal("B007F457" + "00020001" + "0000000C", Convert.ToHexString(new ModuleIndex().ToBytes()));

    [Fact]
    public void ToBytes_writes_the_golden_bytes_of_two_keys_with_a_common_start()
    {
        var index = new ModuleIndex();
        index.Add("abc", "two", 2);
        index.Add("abe", "x", 0);
        index.Add("abc", "one", 1);

        Assert.Equal(
            "B007F457" + "00020001" + "A000002A"
            + "00000002" + "00000001" + "6F6E6500" + "00000002" + "74776F00"
            + "00000001" + "00000000" + "7800"
            + "616200" + "6365" + "4000000C" + "00000000" + "40000020",
            Convert.ToHexString(index.ToBytes()).Replace("A000002A", "A000002A", StringComparison.Ordinal));
    }
}
