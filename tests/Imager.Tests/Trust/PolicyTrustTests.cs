using Imager.Core;
using Imager.Images;
using Imager.Oci.Model;
using Imager.Oci.Tests.Support;
using Imager.Profiles.Trust;
using Imager.Trust;

namespace Imager.Tests.Trust;

/// <summary>Real cosign, real keys, a real registry: what is not signed as demanded is not used.</summary>
[Trait("Category", "Oracle")]
public sealed class PolicyTrustTests(SigningKit kit) : IClassFixture<SigningKit>
{
    private static readonly TrustSigner Good = new() { Key = "good.pub" };

    private static readonly TrustSigner Employee = new()
    {
        Identity = SigningKit.Subject,
        Issuer = SigningKit.Issuer,
        CaRoots = "ca.pem",
    };

    [Fact]
    public async Task PullAsync_gives_the_signed_digest_when_the_key_fits()
    {
        if (SigningKit.IsMissing)
        {
            return;
        }

        var pushed = await kit.PushAsync("signed:v1", "signed");
        await kit.SignAsync(pushed);

        var (image, _) = await PullAsync(pushed, Good);

        Assert.Equal(pushed.Digest, image.RootDigest);
        Assert.Equal(TrustOutcome.Verified, image.Trust.Outcome);
        Assert.Equal(["key good.pub"], image.Trust.Signers);
        Assert.True(image.Flatten(default).TryGet("text", out _));
    }

    [Fact]
    public async Task PullAsync_takes_a_bundle_of_the_right_key_and_no_other()
    {
        if (SigningKit.IsMissing || !await SigningKit.IsThirdAsync())
        {
            return;
        }

        var (signed, foreign) = (await kit.PushAsync("bundle:v1", "bundle"), await kit.PushAsync("bundle:v2", "foreign bundle"));
        await kit.SignBundleAsync(signed);
        await kit.SignBundleAsync(foreign, "other");

        var (image, _) = await PullAsync(signed, Good);

        Assert.Equal(TrustOutcome.Verified, image.Trust.Outcome);
        await RefusedAsync(foreign, Good, "signature");
    }

    [Fact]
    public async Task PullAsync_refuses_an_unsigned_image()
    {
        if (SigningKit.IsMissing)
        {
            return;
        }

        await RefusedAsync(await kit.PushAsync("unsigned:v1", "unsigned"), Good, "no signatures found");
    }

    [Fact]
    public async Task PullAsync_refuses_a_signature_by_another_key()
    {
        if (SigningKit.IsMissing)
        {
            return;
        }

        var pushed = await kit.PushAsync("wrong-key:v1", "wrong key");
        await kit.SignAsync(pushed, "other");

        await RefusedAsync(pushed, Good, "no matching signatures");
    }

    [Fact]
    public async Task PullAsync_refuses_a_signature_that_was_moved_from_another_digest()
    {
        if (SigningKit.IsMissing)
        {
            return;
        }

        var signed = await kit.PushAsync("moved:good", "good");
        await kit.SignAsync(signed);
        var forged = await kit.PushAsync("moved:evil", "evil");
        await Tool.RunAsync(
            "skopeo", "copy", "-q", "--src-tls-verify=false", "--dest-tls-verify=false", SignatureOf(signed), SignatureOf(forged));

        await RefusedAsync(forged, Good, "no matching signatures");
    }

    [Fact]
    public async Task PullAsync_refuses_a_manifest_that_was_tampered_with()
    {
        if (SigningKit.IsMissing)
        {
            return;
        }

        var pushed = await kit.PushAsync("tampered:v1", "tampered");
        await kit.SignAsync(pushed);
        var blob = Path.Combine(
            kit.Registry.DataFolder, "docker/registry/v2/blobs/sha256", pushed.Digest!.Hex[..2], pushed.Digest.Hex, "data");
        await File.WriteAllTextAsync(blob, (await File.ReadAllTextAsync(blob)).Replace("linux", "Linux", StringComparison.Ordinal) + " ");

        // By tag the registry vouches for nothing; by digest the bytes do not fit.
        var byDigest = await Assert.ThrowsAnyAsync<ImagerException>(() => PullAsync(pushed, Good));

        Assert.Equal(ExitCode.Dependency, byDigest.ExitCode);
    }

    [Fact]
    public async Task PullAsync_uses_the_verified_digest_when_the_tag_moves_after_the_check()
    {
        if (SigningKit.IsMissing)
        {
            return;
        }

        var signed = await kit.PushAsync("race:v1", "first");
        await kit.SignAsync(signed);
        using var images = kit.Images(kit.Trust(kit.Policy(Good)));
        var location = ImageLocation.Parse($"{kit.Registry.Host}/race:v1");
        await images.ResolveAsync(location, default);
        var second = await kit.PushAsync("race:v1", "second");

        var image = await images.PullAsync(location, Architecture.Amd64, default);

        Assert.NotEqual(signed.Digest, second.Digest);
        Assert.Equal(signed.Digest, image.Image.ManifestDocument.Descriptor.Digest);
        await RefusedAsync(kit.Registry.Reference("race:v1"), Good, "no signatures found");
    }

    [Theory]
    [InlineData(SigningKit.Subject, null, SigningKit.Issuer, "ca.pem")]
    [InlineData(null, @"@siderolabs\.com$", SigningKit.Issuer, "ca.pem")]
    public async Task PullAsync_accepts_a_certificate_of_the_right_identity(string? identity, string? regexp, string issuer, string roots)
    {
        if (SigningKit.IsMissing)
        {
            return;
        }

        var pushed = await kit.PushAsync("keyless:v1", "keyless");
        await kit.SignKeylessAsync(pushed);

        var (image, _) = await PullAsync(
            pushed, new TrustSigner { Identity = identity, IdentityRegexp = regexp, Issuer = issuer, CaRoots = roots });

        Assert.Equal([$"{SigningKit.Subject} by {SigningKit.Issuer}"], image.Trust.Signers);
    }

    [Theory]
    [InlineData("eve@siderolabs.com", null, SigningKit.Issuer, "ca.pem")]
    [InlineData(null, @"@siderolabs\.org$", SigningKit.Issuer, "ca.pem")]
    [InlineData(SigningKit.Subject, null, "https://token.actions.githubusercontent.com", "ca.pem")]
    [InlineData(SigningKit.Subject, null, SigningKit.Issuer, "stranger.pem")]
    public async Task PullAsync_refuses_a_certificate_of_another_identity_issuer_or_authority(
        string? identity, string? regexp, string issuer, string roots)
    {
        if (SigningKit.IsMissing)
        {
            return;
        }

        var pushed = await kit.PushAsync("keyless:v2", "keyless two");
        await kit.SignKeylessAsync(pushed);

        await RefusedAsync(
            pushed, new TrustSigner { Identity = identity, IdentityRegexp = regexp, Issuer = issuer, CaRoots = roots }, "no matching signatures");
    }

    [Fact]
    public async Task PullAsync_takes_authorities_from_a_trusted_root()
    {
        if (SigningKit.IsMissing)
        {
            return;
        }

        var pushed = await kit.PushAsync("trusted-root:v1", "trusted root");
        await kit.SignKeylessAsync(pushed);
        await kit.RunAsync("trusted-root", "create", $"--certificate-chain={kit.Sub("ca.pem")}", $"--out={kit.Sub("root.json")}");
        await kit.RunAsync("trusted-root", "create", $"--certificate-chain={kit.Sub("stranger.pem")}", $"--out={kit.Sub("stranger.json")}");

        var (image, _) = await PullAsync(pushed, WithRoot("root.json"));
        var error = await Assert.ThrowsAsync<DependencyException>(() => PullAsync(pushed, WithRoot("stranger.json")));

        Assert.Equal(TrustOutcome.Verified, image.Trust.Outcome);
        Assert.Equal("IMG5471", error.Code);
    }

    [Fact]
    public async Task PullAsync_checks_the_transparency_log_of_a_trusted_root_without_any_server()
    {
        if (SigningKit.IsMissing)
        {
            return;
        }

        using var log = new TransparencyLog();
        using var stranger = new TransparencyLog();
        await File.WriteAllTextAsync(kit.Sub("rekor.pub"), log.PublicKeyPem);
        await kit.RunAsync(
            "trusted-root", "create", $"--certificate-chain={kit.Sub("ca.pem")}", $"--rekor-key={kit.Sub("rekor.pub")}",
            "--rekor-start-time=2020-01-01T00:00:00Z", $"--out={kit.Sub("log.json")}");
        var (entered, elsewhere, absent) = (
            await kit.PushAsync("log:entered", "entered"), await kit.PushAsync("log:elsewhere", "elsewhere"), await kit.PushAsync("log:absent", "absent"));
        foreach (var image in new[] { entered, elsewhere, absent })
        {
            await kit.SignAsync(image);
        }

        var signer = await File.ReadAllTextAsync(kit.Sub("good.pub"));
        await log.EnterAsync(entered, signer);
        await stranger.EnterAsync(elsewhere, signer);
        var policy = kit.Policy(Good);
        policy = policy with { Rules = [Assert.Single(policy.Rules!) with { TrustedRoot = "log.json", TransparencyLog = null }] };

        var (pulled, _) = await PullAsync(entered, policy);
        var foreign = await Assert.ThrowsAsync<DependencyException>(() => PullAsync(elsewhere, policy));
        var missing = await Assert.ThrowsAsync<DependencyException>(() => PullAsync(absent, policy));

        Assert.Contains("in the transparency log", pulled.Trust.Detail, StringComparison.Ordinal);
        Assert.Contains("rekor log public key not found", foreign.Message, StringComparison.Ordinal);
        Assert.Contains("offline verification failed", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PullAsync_finds_the_signature_at_a_mirror_while_the_rule_is_about_the_registry()
    {
        if (SigningKit.IsMissing)
        {
            return;
        }

        var pushed = await kit.PushAsync("ghcr/team/app:v1", "mirrored");
        await kit.SignAsync(pushed);
        var settings = kit.Settings() with { Mirrors = [$"registry.invalid={kit.Registry.Host}/ghcr"] };
        var policy = kit.Policy(Good);
        var rule = Assert.Single(policy.Rules!) with { Images = ["registry.invalid/team/*"] };
        using var images = kit.Images(kit.Trust(policy with { Rules = [rule], Unmatched = "refuse" }), settings);

        var image = await images.PullAsync(ImageLocation.Parse("registry.invalid/team/app:v1"), Architecture.Amd64, default);

        Assert.Equal(TrustOutcome.Verified, image.Trust.Outcome);
        Assert.Equal($"registry.invalid/team/app:v1@{pushed.Digest}", image.PinnedName);
    }

    [Fact]
    public async Task PullAsync_says_how_to_get_cosign_when_it_is_missing()
    {
        if (SigningKit.IsMissing)
        {
            return;
        }

        var pushed = await kit.PushAsync("no-cosign:v1", "no cosign");
        using var images = kit.Images(kit.Trust(kit.Policy(Good, "warn"), cosign: "/no/such/cosign"));

        var error = await Assert.ThrowsAsync<HostEnvironmentException>(
            () => images.PullAsync(new ImageLocation.Registry(pushed), Architecture.Amd64, default));

        Assert.Equal(ExitCode.Environment, error.ExitCode);
        Assert.Contains("apt-get install cosign", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("warn", TrustOutcome.Tolerated, 1)]
    [InlineData("off", TrustOutcome.Off, 0)]
    public async Task PullAsync_uses_an_unsigned_image_when_the_rule_does_not_enforce(string mode, TrustOutcome outcome, int warnings)
    {
        if (SigningKit.IsMissing)
        {
            return;
        }

        var pushed = await kit.PushAsync("lenient:v1", "lenient");
        var warned = new List<string>();
        using var images = kit.Images(kit.Trust(kit.Policy(Good, mode), warned.Add));

        var image = await images.PullAsync(new ImageLocation.Registry(pushed), Architecture.Amd64, default);

        Assert.Equal(outcome, image.Trust.Outcome);
        Assert.Equal(warnings, warned.Count);
    }

    private static string SignatureOf(ImageReference image) =>
        $"docker://{image.Registry}/{image.Repository}:sha256-{image.Digest!.Hex}.sig";

    private TrustPolicy WithRoot(string file)
    {
        var policy = kit.Policy(Employee with { CaRoots = null });
        return policy with { Rules = [Assert.Single(policy.Rules!) with { TrustedRoot = file }] };
    }

    private Task<(PinnedImage Image, string Cache)> PullAsync(ImageReference reference, TrustSigner signer) =>
        PullAsync(reference, kit.Policy(signer));

    private async Task<(PinnedImage Image, string Cache)> PullAsync(ImageReference reference, TrustPolicy policy)
    {
        var settings = kit.Settings();
        using var images = kit.Images(kit.Trust(policy), settings);
        return (await images.PullAsync(new ImageLocation.Registry(reference), Architecture.Amd64, default), settings.CacheFolder!);
    }

    private async Task RefusedAsync(ImageReference reference, TrustSigner signer, string reason)
    {
        var settings = kit.Settings();
        using var images = kit.Images(kit.Trust(kit.Policy(signer)), settings);

        var error = await Assert.ThrowsAsync<DependencyException>(
            () => images.PullAsync(new ImageLocation.Registry(reference), Architecture.Amd64, default));

        Assert.Equal("IMG5471", error.Code);
        Assert.Equal(ExitCode.Dependency, error.ExitCode);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(settings.CacheFolder));
    }
}
