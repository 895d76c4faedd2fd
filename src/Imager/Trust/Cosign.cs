using System.Collections.Concurrent;
using Imager.Core;
using Imager.Host;
using Imager.Oci.Model;
using Imager.Profiles.Trust;

namespace Imager.Trust;

/// <summary>Checks signatures with the cosign program, 2.x or 3.x; what the program can do is asked of the program itself.</summary>
/// <remarks>
/// Signatures exist in two shapes: the older one (a tag <c>sha256-HEX.sig</c>) and the Sigstore bundle (a referrer, the default from 3.0).
/// Either may vouch for an image; each is checked under the same demands. Credentials come from the docker configuration, never from arguments.
/// </remarks>
internal sealed class Cosign : IDisposable
{
    private readonly string program;
    private readonly CosignSettings settings;
    private readonly Lazy<Task<CosignFeatures>> features;
    private readonly Lazy<string> temporary = new(() => Directory.CreateTempSubdirectory("imager-trust-").FullName);
    private readonly ConcurrentDictionary<string, Lazy<TrustedRootFiles>> trustedRoots = new(StringComparer.Ordinal);
    private readonly Lazy<string> authorities;

    private Cosign(string program, CosignSettings settings)
    {
        this.program = program;
        this.settings = settings;
        authorities = new(WriteAuthorities);
        features = new(() => CosignFeatures.AskAsync(program, CancellationToken.None));
    }

    /// <summary>The program, from <c>$IMAGER_COSIGN</c> or the search path.</summary>
    /// <exception cref="HostEnvironmentException">It is not installed.</exception>
    internal static Cosign Find(CosignSettings settings)
    {
        var wanted = settings.Variable("IMAGER_COSIGN") is { Length: > 0 } named ? named : "cosign";
        return ToolRunner.Find(wanted, settings.Variable("PATH")) is { } found
            ? new Cosign(found, settings)
            : throw new HostEnvironmentException(
                "IMG4451",
                $"{wanted} is not installed, so signatures cannot be checked, and images that a policy is about cannot be used. Install it: "
                + "apt-get install cosign (Debian 13 and Ubuntu 25.04 or newer), brew install cosign, or the binary of "
                + "github.com/sigstore/cosign/releases (2.0 or newer); put it into PATH or name it in IMAGER_COSIGN. "
                + $"To go without, say so in {TrustPolicy.FileName}: a rule for these images with mode: off.");
    }

    /// <summary>Whether <paramref name="signer"/> has signed what the reference's digest names; the reports of all attempts if not.</summary>
    internal async Task<CosignAnswer> VerifyAsync(
        ImageReference pinned, bool isPlainHttp, bool isInsecure, TrustRule rule, TrustSigner signer, CancellationToken cancellationToken)
    {
        var able = await features.Value;
        var problems = new List<string>();
        foreach (var isBundle in able.KnowsBundles ? new[] { able.PrefersBundles, !able.PrefersBundles } : [false])
        {
            var request = new CosignRequest(pinned, rule, signer, isBundle, isPlainHttp, isInsecure);
            var call = new ToolCall(program, request.Arguments(settings, able)) { Environment = EnvironmentOf(request) };
            var end = await ToolRunner.RunAsync(call, cancellationToken);
            if (end.ExitCode == 0)
            {
                return CosignAnswer.Read(end.Output, pinned.Digest!, signer);
            }

            problems.Add(CosignAnswer.Reason(end));
        }

        return new CosignAnswer(false, [], string.Join(" | ", problems.Distinct(StringComparer.Ordinal)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (temporary.IsValueCreated)
        {
            Directory.Delete(temporary.Value, recursive: true);
        }
    }

    private Dictionary<string, string?> EnvironmentOf(CosignRequest request)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal) { ["COSIGN_EXPERIMENTAL"] = null };
        if (Path.GetFileName(settings.DockerConfigPath) == "config.json")
        {
            variables["DOCKER_CONFIG"] = Path.GetDirectoryName(Path.GetFullPath(settings.DockerConfigPath));
        }
        else
        {
            variables["DOCKER_CONFIG"] = "/nonexistent";
            variables["REGISTRY_AUTH_FILE"] = Path.GetFullPath(settings.DockerConfigPath);
        }

        if (settings.AuthorityFiles.Count > 0)
        {
            // Go reads this file besides the system's certificate folders; --registry-cacert would replace them.
            variables["SSL_CERT_FILE"] = authorities.Value;
        }

        if (request.Rule.TrustedRoot is { } path)
        {
            trustedRoots.GetOrAdd(
                settings.PathOf(path),
                full => new(() => TrustedRootFiles.Write(
                    full, Directory.CreateDirectory(Path.Combine(temporary.Value, $"root-{trustedRoots.Count}")).FullName)))
                .Value.AddTo(variables);
        }

        return variables;
    }

    private string WriteAuthorities()
    {
        var path = Path.Combine(temporary.Value, "registry-ca.pem");
        var own = settings.Variable("SSL_CERT_FILE") is { Length: > 0 } set ? new[] { set } : [];
        try
        {
            File.WriteAllText(path, string.Join("\n", settings.AuthorityFiles.Concat(own).Select(File.ReadAllText)));
            return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6663", $"the certificate authorities for registries cannot be read: {error.Message}", error);
        }
    }
}
