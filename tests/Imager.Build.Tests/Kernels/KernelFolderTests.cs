using Imager.Build.Kernels;
using Imager.Build.Tests.Support;
using Imager.Core;

namespace Imager.Build.Tests.Kernels;

public sealed class KernelFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Trusts_the_key_whose_certificate_it_carries_and_no_other()
    {
        var key = SigningKey.Generate(SourceDateEpoch.Default);
        var kernel = new KernelFolder(folder.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(kernel.Certificate)!);
        File.WriteAllBytes(kernel.Certificate, key.CertificateDer);

        Assert.True(kernel.Trusts(key));
        Assert.False(kernel.Trusts(SigningKey.Generate(SourceDateEpoch.Default)));
    }

    [Theory]
    [InlineData("CONFIG_MODULE_SIG_FORCE=y\n", true)]
    [InlineData("# CONFIG_MODULE_SIG_FORCE is not set\n", false)]
    public void EnforcesSignatures_is_what_the_configuration_says(string line, bool expected)
    {
        var kernel = new KernelFolder(folder.Path);
        Directory.CreateDirectory(kernel.BootFolder);
        File.WriteAllText(kernel.Configuration, line);

        Assert.Equal(expected, kernel.EnforcesSignatures);
    }
}
