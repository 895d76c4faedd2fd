using Imager.Core;
using Imager.Formats.KernelModules;

namespace Imager.Extensions;

/// <summary>Kernel modules: built for the kernel release that the image carries, and signed so that this kernel takes them.</summary>
internal static class ModuleChecks
{
    private const int MaxModuleBytes = 512 << 20;

    internal static IEnumerable<ExtensionFinding> Find(ExtensionImage extension, ValidationContext context)
    {
        if (!context.ChecksModules || context.Kernel is not { } kernel)
        {
            yield break;
        }

        foreach (var file in extension.RootFiles.Where(file => file.IsModule && file.Content!.LengthBytes <= MaxModuleBytes))
        {
            var bytes = file.Content!.ToArray();
            foreach (var finding in CheckRelease(extension, file, bytes, kernel).Concat(CheckSignature(extension, file, bytes, kernel)))
            {
                yield return finding;
            }
        }
    }

    private static IEnumerable<ExtensionFinding> CheckRelease(ExtensionImage extension, ExtensionFile file, byte[] bytes, KernelIdentity kernel)
    {
        if (kernel.Release is not { } release)
        {
            yield break;
        }

        var parts = file.RootPath!.Split('/');
        var at = Array.IndexOf(parts, "modules");
        var folder = at >= 0 && at + 1 < parts.Length ? parts[at + 1] : null;
        if (folder is not null && folder != release)
        {
            yield return Finding(
                extension, file, ExtensionRules.ModuleRelease,
                $"the folder is for kernel {folder}, the image carries {release}: modprobe never looks there. Take the extension's build for that kernel.");
        }

        var vermagic = VersionMagicOf(bytes);
        if (vermagic is null)
        {
            yield return Finding(
                extension, file, ExtensionRules.ModuleRelease, "the module says nothing about its kernel (no vermagic=); the kernel refuses it.");
        }
        else if (vermagic.Split(' ')[0] != release)
        {
            yield return Finding(
                extension, file, ExtensionRules.ModuleRelease,
                $"built for kernel {vermagic.Split(' ')[0]} (vermagic \"{vermagic.Trim()}\"), the image carries {release}: the kernel would refuse it "
                + "with \"disagrees about version\". Build it against that kernel.");
        }
        else if (kernel.VersionMagic is { } expected && vermagic.Trim() != expected)
        {
            yield return Finding(
                extension, file, ExtensionRules.ModuleRelease,
                $"its vermagic is \"{vermagic.Trim()}\", the kernel's \"{expected}\": they were configured differently, and the kernel would "
                + "refuse it with \"version magic ... should be ...\". Build it against that kernel's configuration.");
        }
    }

    private static IEnumerable<ExtensionFinding> CheckSignature(ExtensionImage extension, ExtensionFile file, byte[] bytes, KernelIdentity kernel)
    {
        if (!kernel.IsScanned && kernel.Certificates.Count == 0)
        {
            return [];
        }

        var signature = ModuleSignature.Check(bytes, kernel.Certificates);
        var keys = kernel.Certificates.Count == 0
            ? "none"
            : string.Join("; ", kernel.Certificates.Select(certificate => certificate.Subject).Distinct(StringComparer.Ordinal));
        var why = kernel.IsEnforcedByCommandLine
            ? "module.sig_enforce is on the command line"
            : "the kernel is built with CONFIG_MODULE_SIG_FORCE";
        var isRefused = kernel.RefusesStrangers;
        var outcome = isRefused
            ? $"{why}, so the kernel would refuse it (\"Key was rejected by service\")"
            : "the kernel will load it and become tainted";
        return signature.State switch
        {
            ModuleSignatureState.Valid => [],
            ModuleSignatureState.NotSigned =>
            [
                Finding(
                    extension, file, ExtensionRules.ModuleSignature,
                    $"not signed; {outcome}. Sign it with the kernel's key: scripts/sign-file sha512 KEY CERTIFICATE MODULE.", isRefused),
            ],
            ModuleSignatureState.UnknownKey =>
            [
                Finding(
                    extension, file, ExtensionRules.ModuleSignature,
                    $"signed by {signature.Signer}, a key this kernel does not have; {outcome}. The kernel's keys: {keys}. Sign it with one of those, "
                    + "or name the certificate with --module-certificate if the machine gives it to the kernel in another way.", isRefused),
            ],
            ModuleSignatureState.Damaged =>
            [
                Finding(
                    extension, file, ExtensionRules.ModuleSignature,
                    $"signed by {signature.Signer}, but it is not what was signed: it was altered or stripped afterwards. Every kernel refuses it; sign it again."),
            ],
            _ => [Finding(extension, file, ExtensionRules.ModuleSignature, $"its signature cannot be read: {signature.Detail}. Sign it again.")],
        };
    }

    /// <summary>The kernel compares this text with its own; null in a module without it, or too damaged to be read.</summary>
    internal static string? VersionMagicOf(byte[] module)
    {
        try
        {
            return KernelModule.Parse(module).VersionMagic;
        }
        catch (ImagerException)
        {
            return null;
        }
    }

    private static ExtensionFinding Finding(ExtensionImage extension, ExtensionFile file, string rule, string message, bool isError = true) =>
        new(rule, isError, extension.Name, file.Path, message);
}
