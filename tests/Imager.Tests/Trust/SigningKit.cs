using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Imager.Core;
using Imager.Images;
using Imager.Oci.Layers;
using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Storage;
using Imager.Oci.Tests.Support;
using Imager.Profiles.Trust;
using Imager.Tests.Assets;
using Imager.Trust;

namespace Imager.Tests.Trust;

/// <summary>A registry, keys made for the test, and the real cosign to sign with.</summary>
public sealed class SigningKit : IAsyncLifetime, IDisposable
{
    internal const string Issuer = "https://accounts.google.com";
    internal const string Subject = "dev@siderolabs.com";

    private static readonly string[] Places =
        [Environment.GetEnvironmentVariable("IMAGER_COSIGN") ?? string.Empty, Path.Combine(Repository.Root, "artifacts/.cache/tools/bin/cosign")];

    private readonly TempFolder folder = new();
    private DockerRegistry? registry;
    private int stores;

    internal static string? Cosign { get; } = Places.Append(Tool.Find("cosign") ?? string.Empty).FirstOrDefault(File.Exists);

    /// <summary>Skips on a laptop; with IMAGER_REQUIRE_ORACLES=1 it throws.</summary>
    internal static bool IsMissing =>
        Tool.IsMissing("docker-registry", "skopeo") || (Cosign is null && Tool.IsMissing("cosign"));

    internal DockerRegistry Registry => registry!;

    internal string Folder => folder.Path;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (IsMissing)
        {
            return;
        }

        registry = await DockerRegistry.StartAsync();
        foreach (var name in new[] { "good", "other", "leaf" })
        {
            await RunAsync("generate-key-pair", $"--output-key-prefix={folder.Sub(name)}");
        }

        CreateAuthority("ca");
        CreateAuthority("stranger");
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (registry is not null)
        {
            await registry.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();

    internal string Sub(string name) => folder.Sub(name);

    /// <summary>Pushes a small image whose content is <paramref name="text"/> and returns its reference with tag and digest.</summary>
    internal async Task<ImageReference> PushAsync(string name, string text)
    {
        var store = folder.Store($"store-{Interlocked.Increment(ref stores)}");
        var layer = await new LayerBuilder(store).BuildAsync(
            [LayerEntry.File("text", 0x1A4, Encoding.UTF8.GetBytes(text))], LayerCompression.Gzip, default);
        var image = await new ImageComposer(store, SourceDateEpoch.Default).ComposeAsync(
            Platform.Linux(Architecture.Amd64), new ContainerConfig(), [layer], default);
        using var images = Images(new Unchecked());
        return await images.Client(Registry.Host).PushAsync(
            new StoredImage(store, image.ManifestDocument), Registry.Reference(name), [], default);
    }

    /// <summary>Signs in the older shape, which every version writes.</summary>
    internal async Task SignAsync(ImageReference reference, string key = "good", params string[] more)
    {
        string[] shape = await IsThirdAsync() ? ["--use-signing-config=false", "--new-bundle-format=false"] : [];
        await SignWithAsync(reference, key, ["--tlog-upload=false", .. shape, .. more]);
    }

    /// <summary>Signs as a Sigstore bundle, without a transparency log: cosign 3 only.</summary>
    internal async Task SignBundleAsync(ImageReference reference, string key = "good")
    {
        await RunAsync("signing-config", "create", $"--out={folder.Sub("signing.json")}");
        await SignWithAsync(reference, key, [$"--signing-config={folder.Sub("signing.json")}"]);
    }

    /// <summary>Whether the cosign is a 3.x: it has signing configurations.</summary>
    internal static async Task<bool> IsThirdAsync() => (await Tool.RunAsync(Cosign!, "sign", "--help")).Contains("--use-signing-config", StringComparison.Ordinal);

    private Task SignWithAsync(ImageReference reference, string key, string[] more) => RunAsync(
        [
            "sign", $"--key={folder.Sub(key)}.key", "--yes", "--allow-http-registry", .. more,
            $"{reference.Registry}/{reference.Repository}@{reference.Digest}",
        ]);

    internal Task SignKeylessAsync(ImageReference reference) =>
        SignAsync(reference, "leaf", $"--certificate={folder.Sub("leaf.pem")}", $"--certificate-chain={folder.Sub("ca.pem")}");

    internal ContainerImages Images(IImageTrust trust, ContainerSettings? settings = null) => new(
        (settings ?? Settings()).Registries(_ => null) with { Retry = new() { Attempts = 1 } }, trust, new Silence());

    internal ContainerSettings Settings() => new()
    {
        CacheFolder = folder.Sub($"cache-{Interlocked.Increment(ref stores)}"),
        DockerConfigPath = folder.Sub("no-config.json"),
        PlainHttpHosts = [Registry.Host],
    };

    internal PolicyTrust Trust(TrustPolicy policy, Action<string>? warn = null, string? cosign = null) => PolicyTrust.Create(
        policy, folder.Path, Settings(), name => name == "IMAGER_COSIGN" ? cosign ?? Cosign : null, new Silence(warn));

    /// <summary>A policy with one rule for everything in the registry of the test.</summary>
    internal TrustPolicy Policy(TrustSigner signer, string? mode = null) => new()
    {
        BuiltIn = false,
        Rules =
        [
            new TrustRule
            {
                Name = "test", Images = [$"{Registry.Host}/*"], SignedBy = [signer], ModeText = mode,
                TransparencyLog = "ignored", CertificateTransparency = "ignored",
            },
        ],
    };

    internal async Task RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Cosign!, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        start.WorkingDirectory = folder.Path;
        start.Environment["COSIGN_PASSWORD"] = "test";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"cosign {string.Join(' ', arguments)}: {error}{await output}");
    }

    /// <summary>A CA, and for the first one a code-signing certificate over leaf.pub as Fulcio issues them.</summary>
    private void CreateAuthority(string name)
    {
        var (from, to) = (new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2045, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var authority = request.CreateSelfSigned(from, to);
        File.WriteAllText(folder.Sub($"{name}.pem"), authority.ExportCertificatePem());
        if (name != "ca")
        {
            return;
        }

        using var leafKey = ECDsa.Create();
        leafKey.ImportFromPem(File.ReadAllText(folder.Sub("leaf.pub")));
        var leaf = new CertificateRequest(new X500DistinguishedName("CN=leaf"), new PublicKey(leafKey), HashAlgorithmName.SHA256);
        leaf.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        leaf.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddEmailAddress(Subject);
        leaf.CertificateExtensions.Add(names.Build());

        // Fulcio's extension for the OIDC issuer: its bytes are the text itself.
        leaf.CertificateExtensions.Add(new X509Extension("1.3.6.1.4.1.57264.1.1", Encoding.ASCII.GetBytes(Issuer), false));
        using var signed = leaf.Create(authority, from, to, [1, 2, 3, 4]);
        File.WriteAllText(folder.Sub("leaf.pem"), signed.ExportCertificatePem());
    }

    private sealed class Silence(Action<string>? warn = null) : IBuildReporter
    {
        public void Progress(string message)
        {
        }

        public void Warn(string message) => warn?.Invoke(message);
    }
}
