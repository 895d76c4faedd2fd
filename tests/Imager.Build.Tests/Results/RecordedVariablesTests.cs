using Imager.Build.Results;
using Imager.Build.Tests.Support;

namespace Imager.Build.Tests.Results;

public sealed class RecordedVariablesTests : IDisposable
{
    private const string Sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Of_names_date_and_tag_also_when_nobody_gave_them() =>
        Assert.Equal("SOURCE_DATE_EPOCH=0 TAG=latest", Of().Replace($"={Imager.Core.SourceDateEpoch.Default.Seconds} ", "=0 ", StringComparison.Ordinal));

    [Theory]
    [InlineData("KERNEL_SOURCE=debian", "KERNEL_SOURCE=debian")]
    [InlineData("KERNEL_SOURCE=https://me:pw@host/l.tar#sha256=" + Sha256, "KERNEL_SOURCE=https://***@host/l.tar#sha256=" + Sha256)]
    [InlineData("PKG_KERNEL=r.example/kernel:v1", "PKG_KERNEL=r.example/kernel:v1")]
    [InlineData("WITH_DEBUG=yes", "WITH_DEBUG=1")]
    [InlineData("WITH_RACE=1", "")]
    [InlineData("WITH_RACE=1 KERNEL_SOURCE=debian", "KERNEL_SOURCE=debian WITH_RACE=1")]
    [InlineData("GOAMD64=v3 KERNEL_SOURCE=debian", "KERNEL_SOURCE=debian X86_64_LEVEL=v3")]
    [InlineData("X86_64_LEVEL=v3 KERNEL_SOURCE=debian", "KERNEL_SOURCE=debian X86_64_LEVEL=v3")]
    [InlineData("INITRAMFS_COMPRESSION=zstd", "INITRAMFS_COMPRESSION=zstd")]
    [InlineData("PLATFORM=linux/arm64,linux/amd64", "PLATFORM=linux/amd64,linux/arm64")]
    [InlineData("TAG_SUFFIX=-debug", "TAG_SUFFIX=-debug")]
    [InlineData("CCACHE=0", "")]
    [InlineData("IMAGER_ARGS=--config-oauth-client-secret=hunter2", "IMAGER_ARGS=--config-oauth-client-secret=***")]
    public void Of_names_what_decided_the_result(string assignments, string expected) =>
        Assert.Equal(expected, OfWithoutDefaults(assignments.Split(' ')));

    [Fact]
    public void Of_names_only_the_kind_of_what_lies_on_this_machine()
    {
        var tar = folder.Write("linux.tar", "x");
        folder.Write("layout/oci-layout", "{}");

        Assert.Equal("KERNEL_SOURCE=folder", OfWithoutDefaults($"KERNEL_SOURCE={folder.Path}"));
        Assert.Equal("KERNEL_SOURCE=archive", OfWithoutDefaults($"KERNEL_SOURCE={tar}"));
        Assert.Equal("PKG_KERNEL=tar", OfWithoutDefaults($"PKG_KERNEL=tar:{tar}"));
        Assert.Equal("PKG_KERNEL=oci", OfWithoutDefaults($"PKG_KERNEL=oci:{folder.Path}/layout"));
    }

    [Fact]
    public void Of_names_the_certificate_of_a_key_that_was_used()
    {
        var context = Contexts.Create("MODULE_SIGNING_KEY=ephemeral");
        Assert.DoesNotContain(RecordedVariables.Of(context), pair => pair.Key == RecordedVariables.KeyFingerprint);

        var key = context.SigningKeys.Get();

        Assert.Contains(KeyValuePair.Create(RecordedVariables.KeyFingerprint, key.Fingerprint), RecordedVariables.Of(context));
    }

    private static string Of(params string[] assignments) =>
        string.Join(' ', RecordedVariables.Of(Contexts.Create(assignments)).Select(pair => $"{pair.Key}={pair.Value}"));

    private static string OfWithoutDefaults(params string[] assignments) => string.Join(' ', RecordedVariables.Of(Contexts.Create(assignments))
        .Where(pair => pair.Key is not ("SOURCE_DATE_EPOCH" or "TAG")).Select(pair => $"{pair.Key}={pair.Value}"));
}
