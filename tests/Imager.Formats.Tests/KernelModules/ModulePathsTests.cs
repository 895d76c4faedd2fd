using Imager.Formats.KernelModules;

namespace Imager.Formats.Tests.KernelModules;

public sealed class ModulePathsTests
{
    [Theory]
    [InlineData("kernel/a/snd-hda.ko.xz", "snd_hda")]
    [InlineData("xfs.ko", "xfs")]
    public void NameOf_follows_the_kernel(string path, string name) => Assert.Equal(name, ModulePaths.NameOf(path));

    [Theory]
    [InlineData("a.ko", true)]
    [InlineData("a.ko.zst", true)]
    [InlineData("modules.dep", false)]
    [InlineData("a.ko.bz2", false)]
    public void IsModule_goes_by_the_ending(string path, bool expected) => Assert.Equal(expected, ModulePaths.IsModule(path));
}
