using System.CommandLine;
using Imager.Arguments;
using Imager.Cli.Build;
using Imager.Core;
using Imager.Images;
using Imager.Profiles.Trust;
using Imager.Trust;

namespace Imager.Cli.Commands;

/// <summary><c>imager verify REF...</c>: who signed these images, by the policy or by what the command line asks for.</summary>
internal sealed class VerifyCommand
{
    private readonly Argument<string[]> images = new("ref") { Description = "Images in registries.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> key = new("--key") { Description = "Public key that must have signed: a PEM file or a KMS URI.", HelpName = "FILE" };
    private readonly Option<string?> identity = new("--certificate-identity") { Description = "Subject of the signer's certificate, exactly." };
    private readonly Option<string?> identityRegexp = new("--certificate-identity-regexp") { Description = "Subject as a regular expression." };
    private readonly Option<string?> issuer = new("--certificate-oidc-issuer") { Description = "OIDC issuer of the certificate, exactly." };
    private readonly Option<string?> issuerRegexp = new("--certificate-oidc-issuer-regexp") { Description = "OIDC issuer as a regular expression." };
    private readonly Option<string?> caRoots = new("--ca-roots") { Description = "Authorities to use instead of Sigstore's, PEM.", HelpName = "FILE" };
    private readonly Option<string?> trustedRoot = new("--trusted-root") { Description = "Sigstore trusted root to use, JSON; nothing is downloaded.", HelpName = "FILE" };
    private readonly Option<bool> offline = new("--offline") { Description = "Ask no server but the registry." };
    private readonly Option<bool> ignoreTlog = new("--insecure-ignore-tlog") { Description = "Do not look for the signature in a transparency log." };
    private readonly Option<bool> ignoreSct = new("--insecure-ignore-sct") { Description = "Do not look for the certificate in a transparency log." };
    private readonly Option<bool> insecure = new("--insecure") { Description = "Allow plain http and unverified TLS." };
    private readonly Option<bool> json = new("--json") { Description = "Print JSON." };
    private readonly ContainerOptionSet containers = new();

    internal static Command Create(ConsoleHost host)
    {
        var own = new VerifyCommand();
        var command = new Command("verify", "Check who signed container images, with cosign. Exit code 5 when an image is not verified.")
        {
            own.images, own.key, own.identity, own.identityRegexp, own.issuer, own.issuerRegexp, own.caRoots, own.trustedRoot,
            own.offline, own.ignoreTlog, own.ignoreSct, own.insecure, own.json,
        };
        own.containers.All.ToList().ForEach(command.Add);
        command.SetAction(async (parsed, cancellationToken) => (int)await own.RunAsync(parsed, host, cancellationToken));
        return command;
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, ConsoleHost host, CancellationToken cancellationToken)
    {
        var settings = containers.Read(parsed);
        var reporter = new ConsoleReporter(host.Error, isQuiet: true, isVerbose: false);
        using var policy = Asked(parsed) is { } asked
            ? PolicyTrust.Create(asked, ".", settings, host.Variable, reporter)
            : PolicyTrust.Load(settings, host.Variable, reporter);
        using var source = new ContainerImages(settings.Registries(host.Variable), new ReportOnly(policy), reporter);
        var findings = new List<TrustFinding>();
        foreach (var name in parsed.GetRequiredValue(images))
        {
            var root = await source.ResolveAsync(ImageLocation.Parse(name, parsed.GetValue(insecure)), cancellationToken);
            findings.Add(root.Trust);
        }

        host.Out.Write(parsed.GetValue(json) ? VerifyJson.Write(findings) : FindingText.Write(findings));
        return findings.All(finding => finding.Outcome == TrustOutcome.Verified) ? ExitCode.Ok : ExitCode.Dependency;
    }

    /// <summary>A policy of one rule for all images, or null when the command line names no signer.</summary>
    private TrustPolicy? Asked(ParseResult parsed)
    {
        var signer = new TrustSigner
        {
            Key = parsed.GetValue(key),
            Identity = parsed.GetValue(identity),
            IdentityRegexp = parsed.GetValue(identityRegexp),
            Issuer = parsed.GetValue(issuer),
            IssuerRegexp = parsed.GetValue(issuerRegexp),
            CaRoots = parsed.GetValue(caRoots),
        };
        if (signer == new TrustSigner())
        {
            return null;
        }

        var identities = new[] { signer.Identity, signer.IdentityRegexp }.OfType<string>().Count();
        var issuers = new[] { signer.Issuer, signer.IssuerRegexp }.OfType<string>().Count();
        if (signer.Key is null ? (identities, issuers) is not (1, 1) : identities + issuers > 0)
        {
            throw new InvalidInputException(
                "IMG2043",
                "name one signer: --key, or --certificate-identity (or -regexp) together with --certificate-oidc-issuer (or -regexp).");
        }

        return new TrustPolicy
        {
            BuiltIn = false,
            Rules =
            [
                new TrustRule
                {
                    Name = "the command line",
                    Images = ["*"],
                    SignedBy = [signer],
                    TransparencyLog = parsed.GetValue(ignoreTlog) ? "ignored" : null,
                    CertificateTransparency = parsed.GetValue(ignoreSct) ? "ignored" : null,
                    IsOffline = parsed.GetValue(offline),
                    TrustedRoot = parsed.GetValue(trustedRoot),
                },
            ],
        };
    }
}
