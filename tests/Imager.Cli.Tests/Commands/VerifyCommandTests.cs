using Imager.Cli.Tests.Support;

namespace Imager.Cli.Tests.Commands;

/// <summary>What <c>imager verify</c> and <c>imager cache</c> say before they ask any server; the rest is in Imager.Tests/Trust.</summary>
public sealed class VerifyCommandTests
{
    [Theory]
    [InlineData("verify --certificate-identity a@b.c x.invalid/y:1", "IMG2043")]
    [InlineData("verify --key k --certificate-oidc-issuer i x.invalid/y:1", "IMG2043")]
    [InlineData("verify --registry-mirror ghcr.io x.invalid/y:1", "IMG2021")]
    [InlineData("verify --registry-mirror ghcr.io=https://m x.invalid/y:1", "IMG2021")]
    [InlineData("verify X", "IMG2957")]
    [InlineData("cache create --output there alpine", "IMG2057")]
    [InlineData("cache create --output oci:there", "IMG2055")]
    public void Mistakes_are_exit_code_2(string line, string code)
    {
        var result = RecordingHost.Run(line.Split(' '));

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"imager: {code} ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_is_not_there_is_exit_code_6()
    {
        var result = RecordingHost.Run(["verify", "--policy", "/no/such/policy.yaml", "x.invalid/y:1"]);

        Assert.Equal(6, result.ExitCode);
        Assert.StartsWith("imager: IMG6662 ", result.Error, StringComparison.Ordinal);
    }
}
