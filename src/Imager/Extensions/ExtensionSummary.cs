using System.Text;
using Imager.Profiles.Extensions;

namespace Imager.Extensions;

/// <summary>What an extension holds, in short.</summary>
public sealed record ExtensionSummary(string Name, string Origin, string? Digest)
{
    public string Version { get; init; } = string.Empty;

    public string Author { get; init; } = string.Empty;

    public string Description { get; init; } = string.Empty;

    public string? Compatibility { get; init; }

    public int FileCount { get; init; }

    public long ContentBytes { get; init; }

    /// <summary>Services whose files can be read.</summary>
    public IReadOnlyList<ServiceSpec> Services { get; init; } = [];

    public IReadOnlyList<ModuleSummary> Modules { get; init; } = [];

    /// <summary>Sums an extension up; signatures are judged when <paramref name="kernel"/> is given.</summary>
    public static ExtensionSummary Of(ExtensionImage extension, KernelIdentity? kernel)
    {
        var manifest = extension.Manifest?.Manifest;
        var files = extension.RootFiles.Where(file => file.Content is not null).DistinctBy(file => file.InodeNumber).ToList();
        return new ExtensionSummary(extension.Name, extension.Origin, extension.Digest)
        {
            Version = manifest?.Version ?? string.Empty,
            Author = manifest?.Author ?? string.Empty,
            Description = manifest?.Description ?? string.Empty,
            Compatibility = manifest?.Compatibility,
            FileCount = files.Count,
            ContentBytes = files.Sum(file => file.Content!.LengthBytes),
            Services = [.. files.Where(file => ServiceChecks.IsServiceFile(file.Path))
                .Select(file => ServiceSpec.Parse(Encoding.UTF8.GetString(file.Content!.ToArray()), file.Path).Service).OfType<ServiceSpec>()],
            Modules = [.. files.Where(file => file.IsModule).Select(file => Summarize(file, kernel))],
        };
    }

    private static ModuleSummary Summarize(ExtensionFile file, KernelIdentity? kernel)
    {
        var bytes = file.Content!.ToArray();
        var signature = ModuleSignature.Check(bytes, kernel?.Certificates ?? []);
        var words = signature.State switch
        {
            ModuleSignatureState.Valid => $"signed by {signature.Signer}",
            ModuleSignatureState.NotSigned => "not signed",
            ModuleSignatureState.UnknownKey when kernel is null => $"signed by {signature.Signer}",
            ModuleSignatureState.UnknownKey => $"signed by {signature.Signer}, unknown to the kernel",
            ModuleSignatureState.Damaged => $"signed by {signature.Signer}, altered since",
            _ => $"unreadable signature: {signature.Detail}",
        };
        return new ModuleSummary(file.RootPath ?? file.Path, ModuleChecks.VersionMagicOf(bytes)?.Split(' ')[0], words);
    }
}
