using Imager.Core;

namespace Imager.Build.Images;

/// <summary>IMAGER_ARGS: options of the imager command, without those that the build program decides itself.</summary>
public static class ImagerArguments
{
    private static readonly Dictionary<string, string> Reserved = new(StringComparer.Ordinal)
    {
        ["--output"] = "results go to artifacts/",
        ["--arch"] = "write PLATFORM or ARCH",
        ["--assets"] = "boot assets come from the targets kernel, initramfs, sd-boot, sd-stub and grub",
        ["--output-kind"] = "ask for the target: kernel, initramfs, iso, image-metal-uki, installer, ...",
        ["--oci-layout"] = "container images go to artifacts/oci/",
        ["--push"] = "write PUSH=true or ask for the target push",
        ["--checksum"] = "ask for the target checksums",
        ["--plan"] = "use --explain or artifacts/bin/imager",
        ["--json"] = "read artifacts/build.json",
        ["--tar-to-stdout"] = "use artifacts/bin/imager",
        ["--help"] = "use artifacts/bin/imager --help",
    };

    /// <summary>The words, as a shell would split them.</summary>
    /// <exception cref="InvalidInputException">A quote is open, or an option is none of the caller's.</exception>
    public static IReadOnlyList<string> Of(BuildContext context)
    {
        var words = ArgumentWords.Split(context.Variables, BuildVariables.ImagerArgs);
        foreach (var word in words)
        {
            var name = word.Split('=')[0];
            if (Reserved.TryGetValue(name, out var instead))
            {
                throw new InvalidInputException("IMG2680", $"IMAGER_ARGS: {name} is decided by ./build.sh; {instead}.");
            }
        }

        return words;
    }
}
