using Imager.Build.Kernels;
using Imager.Build.Make;
using Imager.Images;

namespace Imager.Build.Results;

/// <summary>The variables that decided what a run made, for <c>build.json</c>: who gives them to another machine gets the same.</summary>
/// <remarks>Effective values, in the order of the table; no secrets, no paths: of what lies on this machine only the kind is named.</remarks>
public static class RecordedVariables
{
    /// <summary>What is not a variable: the sha256 of the certificate of the key that modules and kernels were signed with.</summary>
    public const string KeyFingerprint = "MODULE_SIGNING_KEY certificate sha256";

    /// <summary>Names and values.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(BuildContext context) =>
        from value in context.Variables.All
        let text = Effective(context, value)
        where text.Length > 0
        select KeyValuePair.Create(value.Variable == BuildVariables.ModuleSigningKey ? KeyFingerprint : value.Variable.Name, text);

    private static string Effective(BuildContext context, VariableValue value)
    {
        var kernel = context.CompiledKernel ?? context.Kernel;
        return value.Variable.Name switch
        {
            "PLATFORM" when value.Value.Length > 0 => string.Join(',', context.Architectures.Select(architecture => $"linux/{architecture}")),
            "KERNEL_SOURCE" => NameOf(kernel.Source),
            "PKG_KERNEL" => NameOf(context, kernel.Image),
            "MODULE_SIGNING_KEY" => context.SigningKeys.Used?.Fingerprint ?? string.Empty,
            "X86_64_LEVEL" => kernel.Source is not null && kernel.Level != "v1" ? kernel.Level : string.Empty,
            "WITH_DEBUG" => kernel.WithDebug ? "1" : string.Empty,
            "WITH_RACE" => kernel.Source is not null && kernel.WithRace ? "1" : string.Empty,
            "INITRAMFS_COMPRESSION" => value.Origin == VariableOrigin.Default ? string.Empty : value.Value,
            "SOURCE_DATE_EPOCH" => context.SourceDateEpoch.Seconds.ToString(),
            "TAG" => TagOf(context),
            _ => value.Variable.IsRecorded && value.Origin != VariableOrigin.Default && value.Value.Length > 0 ? value.Printable : string.Empty,
        };
    }

    private static string NameOf(KernelSource? source) => source switch
    {
        null => string.Empty,
        KernelSource.Folder => "folder",
        KernelSource.Archive => "archive",
        _ => Secrets.Mask(source.ToString()),
    };

    private static string NameOf(BuildContext context, KernelImageSource? image) => image?.At(context.KernelImage.Known) switch
    {
        null => string.Empty,
        ImageLocation.Registry registry => registry.Reference.ToString(),
        ImageLocation.Layout => "oci",
        _ => "tar",
    };

    /// <summary>Without TAG_SUFFIX, which is a variable of its own.</summary>
    private static string TagOf(BuildContext context) =>
        context.Containers.Tag[..^context.Variables[BuildVariables.TagSuffix].Length];
}
