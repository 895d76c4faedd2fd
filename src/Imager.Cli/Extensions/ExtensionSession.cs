using Imager.Core;
using Imager.Extensions;
using Imager.Host;
using Imager.Images;
using Imager.Profiles;

namespace Imager.Cli.Extensions;

/// <summary>The extensions of one command and what they are judged against.</summary>
internal sealed class ExtensionSession(
    ConsoleHost host, ContainerImages images, IReadOnlyList<ExtensionSource> sources, Architecture architecture, TargetVersion version, string? kernelPath,
    IReadOnlyList<ModuleCertificate> certificates) : IDisposable
{
    private readonly ExtensionLoader loader = new(ScratchFolder(host), Epoch(host), new PulledExtensionImages(images));
    private KernelIdentity? kernel;

    internal Architecture Architecture => architecture;

    internal static string ScratchFolder(ConsoleHost host) => host.Variable("TMPDIR") is { Length: > 0 } named ? named : "/tmp";

    internal static SourceDateEpoch Epoch(ConsoleHost host) => SourceDateEpoch.Parse(host.Variable("SOURCE_DATE_EPOCH"));

    internal async Task<List<ExtensionImage>> LoadAsync(CancellationToken cancellationToken)
    {
        var extensions = new List<ExtensionImage>();
        foreach (var source in sources)
        {
            extensions.Add(await loader.LoadAsync(source, architecture, cancellationToken));
        }

        return extensions;
    }

    /// <summary>A kernel's release and keys when one was named; enforcement as the target version's default command line has it.</summary>
    internal ValidationContext Context(CancellationToken cancellationToken)
    {
        if (kernel is null && kernelPath is not null)
        {
            using var file = FileSource.Open(kernelPath, "kernel");
            var isEnforced = new VersionGates(version).ModuleSignatureEnforcement;
            kernel = KernelIdentity.Read(file, cancellationToken).WithCertificates(certificates) with { IsEnforcedByCommandLine = isEnforced };
        }

        return new ValidationContext(architecture, version) { Kernel = kernel };
    }

    public void Dispose()
    {
        loader.Dispose();
        images.Dispose();
    }
}
