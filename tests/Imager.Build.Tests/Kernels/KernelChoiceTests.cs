using Imager.Build.Kernels;
using Imager.Build.Make;
using Imager.Build.Tests.Support;
using Imager.Core;

namespace Imager.Build.Tests.Kernels;

public sealed class KernelChoiceTests : IDisposable
{
    private const string Sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_takes_the_prebuilt_kernel_when_nothing_is_given()
    {
        var choice = Read();

        Assert.True(choice.IsPrebuilt);
        Assert.Equal("v1", choice.Level);
        Assert.Equal(InitramfsCompression.Xz, choice.Compression);
    }

    [Fact]
    public void Read_knows_every_kind_of_source()
    {
        File.WriteAllText(Path.Combine(folder.Path, "linux.tar"), string.Empty);

        Assert.IsType<KernelSource.Debian>(Read("KERNEL_SOURCE=debian").Source);
        Assert.IsType<KernelSource.Folder>(Read("KERNEL_SOURCE=.").Source);
        Assert.IsType<KernelSource.Archive>(Read("KERNEL_SOURCE=linux.tar").Source);
        var download = Assert.IsType<KernelSource.Download>(Read($"KERNEL_SOURCE=https://host/linux-6.12.tar.xz#sha256={Sha256}").Source);
        Assert.Equal(Sha256, download.Sha256);
        Assert.Equal("https://host/linux-6.12.tar.xz", download.Address.ToString());
    }

    [Theory]
    [InlineData("IMG2630", "KERNEL_SOURCE=debain")]
    [InlineData("IMG2631", "KERNEL_SOURCE=https://host/linux.tar.xz")]
    [InlineData("IMG2631", "KERNEL_SOURCE=https://host/linux.tar.xz#sha256=0123")]
    [InlineData("IMG2632", "INITRAMFS_COMPRESSION=gzip")]
    [InlineData("IMG2633", "KERNEL_SOURCE=debian", "PKG_KERNEL=host/kernel:v1")]
    [InlineData("IMG2635", "X86_64_LEVEL=v2", "GOAMD64=v3")]
    [InlineData("IMG2636", "GOAMD64=v5")]
    [InlineData("IMG2637", "PKG_KERNEL=oci:nowhere")]
    [InlineData("IMG2638", "PKG_KERNEL=tar:nowhere")]
    public void Read_refuses_what_it_does_not_know(string code, params string[] assignments)
    {
        var error = Assert.Throws<InvalidInputException>(() => Read(assignments));

        Assert.Equal(code, error.Code);
    }

    [Fact]
    public void Read_says_what_was_probably_meant() =>
        Assert.Contains("Did you mean \"debian\"?", Assert.Throws<InvalidInputException>(() => Read("KERNEL_SOURCE=debain")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("X86_64_LEVEL=v3")]
    [InlineData("GOAMD64=v3")]
    public void Level_has_two_names(string assignment) => Assert.Equal("v3", Read(assignment).Level);

    [Fact]
    public void RequireLevelOf_refuses_a_level_that_a_prebuilt_kernel_does_not_have()
    {
        var error = Assert.Throws<UnsupportedException>(() => Read("GOAMD64=v2").RequireLevelOf(Architecture.Amd64));

        Assert.Equal("IMG3030", error.Code);
        Read("GOAMD64=v1").RequireLevelOf(Architecture.Amd64);
        Read("GOAMD64=v2").RequireLevelOf(Architecture.Arm64);
        Read("GOAMD64=v2", "KERNEL_SOURCE=debian").RequireLevelOf(Architecture.Amd64);
    }

    [Theory]
    [InlineData("GOAMD64")]
    [InlineData("X86_64_LEVEL")]
    public void RequireLevelOf_names_the_variable_that_was_typed(string name) => Assert.StartsWith(
        $"{name}=v2 ", Assert.Throws<UnsupportedException>(() => Read($"{name}=v2").RequireLevelOf(Architecture.Amd64)).Message, StringComparison.Ordinal);

    [Fact]
    public void GOAMD64_in_the_environment_is_only_warned_about()
    {
        var choice = ReadIn("GOAMD64=v3");

        choice.RequireLevelOf(Architecture.Amd64);
        Assert.StartsWith("GOAMD64=v3 from the environment", Assert.Single(choice.Ignored), StringComparison.Ordinal);
        Assert.Empty(ReadIn("GOAMD64=v1").Ignored);
        Assert.Empty(ReadIn("GOAMD64=v3", "KERNEL_SOURCE=debian").Ignored);
        Assert.Equal("v3", ReadIn("GOAMD64=v3", "KERNEL_SOURCE=debian").Level);
        Assert.Equal("v3", choice.Compiled("kernel-image").Level);
        Assert.Equal("v2", ReadIn("GOAMD64=v3", "X86_64_LEVEL=v2", "KERNEL_SOURCE=debian").Level);
        Assert.Throws<UnsupportedException>(() => ReadIn("GOAMD64=v3", "X86_64_LEVEL=v2").RequireLevelOf(Architecture.Amd64));
        Assert.Contains("GOAMD64=v9 (from GOAMD64 in the environment)", Assert.Throws<InvalidInputException>(() => ReadIn("GOAMD64=v9")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compiled_takes_Debians_source_and_no_image()
    {
        Assert.IsType<KernelSource.Debian>(Read().Compiled("kernel-image").Source);
        Assert.Equal("IMG2634", Assert.Throws<InvalidInputException>(() => Read("PKG_KERNEL=host/kernel:v1").Compiled("kernel-image")).Code);
    }

    private KernelChoice Read(params string[] assignments) => Read(assignments, []);

    private KernelChoice ReadIn(string environment, params string[] assignments) => Read(assignments, [environment]);

    private KernelChoice Read(string[] assignments, string[] environment)
    {
        var variables = VariableValues.Resolve(BuildVariables.All, Pairs(assignments), Pairs(environment).GetValueOrDefault);
        return KernelChoice.Read(variables, new BuildPaths("/repository", folder.Path));
    }

    private static Dictionary<string, string> Pairs(string[] texts) =>
        texts.Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
}
