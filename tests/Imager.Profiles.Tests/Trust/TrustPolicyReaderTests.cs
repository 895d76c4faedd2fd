using Imager.Core;
using Imager.Profiles.Trust;

namespace Imager.Profiles.Tests.Trust;

public class TrustPolicyReaderTests
{
    [Fact]
    public void Read_understands_every_key()
    {
        var policy = TrustPolicyReader.Read(
            """
            builtIn: false
            unmatched: refuse
            rules:
              - name: ours
                images: ["registry.lan:5000/talos/*", docker.io/library/debian]
                mode: warn
                signedBy:
                  - key: keys/cosign.pub
                  - identityRegexp: '@siderolabs\.com$'
                    issuer: https://accounts.google.com
                    caRoots: ca.pem
                    caIntermediates: int.pem
                transparencyLog: ignored
                certificateTransparency: required
                offline: true
                trustedRoot: root.json
            """,
            "p.yaml");

        var rule = Assert.Single(policy.AllRules);
        Assert.Equal(("ours", TrustMode.Warn, true, false, true, "root.json"),
            (rule.ToString(), rule.Mode, rule.IgnoresTransparencyLog, rule.IgnoresCertificateTransparency, rule.IsOffline, rule.TrustedRoot));
        Assert.Equal(["key keys/cosign.pub", @"/@siderolabs\.com$/ by https://accounts.google.com under ca.pem"], rule.SignedBy!.Select(signer => $"{signer}"));
        Assert.Equal("refuse", policy.Unmatched);
    }

    [Theory]
    [InlineData("rules: [{image: [a.b/c]}]", "IMG2403 p.yaml:1:10")]
    [InlineData("rules: [{images: [a.b/c], mode: enforced, signedBy: [{key: k}]}]", "IMG2033 p.yaml:1:33")]
    [InlineData("rules: [{images: [a.b/c], signedBy: [{key: k}], transparencyLog: no}]", "IMG2034 p.yaml:1:66")]
    [InlineData("rules: [{images: [a.b/c], signedBy: [{key: k}], certificateTransparency: off}]", "IMG2035 p.yaml:1:74")]
    [InlineData("rules: [{signedBy: [{key: k}]}]", "IMG2036 p.yaml:1:9")]
    [InlineData("rules: [{images: ['https://a.b/c'], signedBy: [{key: k}]}]", "IMG2037 p.yaml:1:19")]
    [InlineData("rules: [{images: ['a.b/c:v1'], signedBy: [{key: k}]}]", "IMG2037 p.yaml:1:19")]
    [InlineData("rules: [{images: [debian], signedBy: [{key: k}]}]", "IMG2037 p.yaml:1:19")]
    [InlineData("rules: [{images: [a.b/c]}]", "IMG2038 p.yaml:1:9")]
    [InlineData("rules: [{images: [a.b/c], signedBy: [{key: k, issuer: i}]}]", "IMG2039 p.yaml:1:38")]
    [InlineData("rules: [{images: [a.b/c], signedBy: [{identity: i}]}]", "IMG2040 p.yaml:1:38")]
    [InlineData("rules: [{images: [a.b/c], signedBy: [{identity: i, issuer: j, caIntermediates: x}]}]", "IMG2041 p.yaml:1:80")]
    [InlineData("unmatched: deny", "IMG2032 p.yaml:1:12")]
    [InlineData("a: [", "IMG2030 p.yaml:")]
    [InlineData("builtIn: true\n---\nbuiltIn: true", "IMG2031 p.yaml:2:1")]
    public void Read_names_the_place_of_every_mistake(string text, string expected)
    {
        var error = Assert.Throws<InvalidInputException>(() => TrustPolicyReader.Read(text, "p.yaml"));

        Assert.StartsWith(expected, $"{error.Code} {error.Message}", StringComparison.Ordinal);
    }

    [Fact]
    public void Read_lists_several_mistakes()
    {
        var error = Assert.Throws<InvalidInputException>(
            () => TrustPolicyReader.Read("unmatched: deny\nrules: [{images: [a.b/c]}]", "p.yaml"));

        Assert.Contains("2 problems", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_policy_keeps_the_built_in_rule()
    {
        var policy = TrustPolicyReader.Read("# nothing\n", "p.yaml");

        var signer = Assert.Single(policy.Find("ghcr.io", "siderolabs/imager")!.SignedBy!);
        Assert.Equal((@"@siderolabs\.com$", "https://accounts.google.com"), (signer.IdentityRegexp, signer.Issuer));
    }

    [Theory]
    [InlineData("ghcr.io", "siderolabs/imager", true)]
    [InlineData("ghcr.io", "siderolabs/sub/imager", true)]
    [InlineData("GHCR.io", "siderolabs/imager", true)]
    [InlineData("ghcr.io:443", "siderolabs/imager", true)]
    [InlineData("ghcr.io", "siderolabsx/imager", false)]
    [InlineData("docker.io", "siderolabs/imager", false)]
    [InlineData("ghcr.io:5000", "siderolabs/imager", false)]
    [InlineData("evil.example", "ghcr.io/siderolabs/imager", false)]
    public void The_built_in_rule_covers_one_organisation(string registry, string repository, bool expected)
    {
        Assert.Equal(expected, TrustPolicy.Default.Find(registry, repository) is not null);
    }

    [Fact]
    public void The_first_rule_that_fits_decides()
    {
        var policy = TrustPolicyReader.Read("rules: [{images: [ghcr.io/siderolabs/imager], mode: off}]", "p.yaml");

        Assert.Equal(TrustMode.Off, policy.Find("ghcr.io", "siderolabs/imager")!.Mode);
        Assert.Equal(TrustMode.Enforce, policy.Find("ghcr.io", "siderolabs/installer")!.Mode);
    }

    [Theory]
    [InlineData("*", "a.b/c", true)]
    [InlineData("a*b/*c", "a.b/x/c", true)]
    [InlineData("a*b*c", "a.c/b", false)]
    [InlineData("*/c", "a.b/c/c", true)]
    [InlineData("a.b/c", "a.b/cd", false)]
    public void Covers_takes_any_characters_for_a_star(string pattern, string name, bool expected)
    {
        Assert.Equal(expected, new TrustRule { Images = [pattern] }.Covers(name.Split('/')[0], name.Split('/', 2)[1]));
    }
}
