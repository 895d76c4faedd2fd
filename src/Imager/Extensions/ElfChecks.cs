namespace Imager.Extensions;

/// <summary>Every ELF file must be for the target machine; firmware is for other processors and may be anything.</summary>
internal static class ElfChecks
{
    private static readonly string[] PackedEndings = [".ko.xz", ".ko.zst", ".ko.gz"];

    internal static IEnumerable<ExtensionFinding> Find(ExtensionImage extension, ValidationContext context)
    {
        foreach (var file in extension.RootFiles.Where(file => file.Content is not null && !IsFirmware(file.RootPath!)))
        {
            if (ElfIdentity.TryRead(file.Content!) is { } elf && !elf.Fits(context.Architecture))
            {
                yield return new ExtensionFinding(
                    ExtensionRules.ElfArchitecture, true, extension.Name, file.Path,
                    $"the file is for {elf.MachineName}, the image for {context.Architecture}: it could never run. Build the extension for "
                    + $"linux/{context.Architecture}.");
            }
            else if (file.IsModule && ElfIdentity.TryRead(file.Content!) is not { Type: ElfIdentity.Relocatable })
            {
                yield return new ExtensionFinding(
                    ExtensionRules.ElfArchitecture, true, extension.Name, file.Path,
                    "no kernel module: it is not a relocatable ELF file. Compressed modules must be decompressed and then called .ko.");
            }
            else if (PackedEndings.Any(ending => file.Path.EndsWith(ending, StringComparison.Ordinal)))
            {
                yield return new ExtensionFinding(
                    ExtensionRules.ElfArchitecture, true, extension.Name, file.Path,
                    "a compressed kernel module is neither indexed nor loaded: the layer is compressed anyway. Decompress it, and call it .ko.");
            }
        }
    }

    internal static bool IsFirmware(string path) =>
        path.StartsWith("usr/lib/firmware/", StringComparison.Ordinal) || path.StartsWith("lib/firmware/", StringComparison.Ordinal);
}
