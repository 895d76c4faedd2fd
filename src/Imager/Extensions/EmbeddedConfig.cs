using System.Security.Cryptography;
using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Oci.Layers;
using Imager.Profiles;
using Imager.Profiles.Extensions;

namespace Imager.Extensions;

/// <summary>The machine configuration of an image as its last extension, where the OS looks for it (1.12).</summary>
internal static class EmbeddedConfig
{
    internal const string NodePath = "usr/local/etc/talos/config.yaml";

    private const int FileMode400 = 0x100, FileMode644 = 0x1A4, DirectoryMode755 = 0x1ED;
    private const string SelinuxLabel = "system_u:object_r:system_state_t:s0";

    /// <summary>Checks the configuration of a profile.</summary>
    /// <exception cref="InvalidInputException">It is no machine configuration; every problem is listed.</exception>
    internal static void Check(ImageProfile profile)
    {
        if (profile.Customization?.EmbeddedMachineConfiguration is not { Length: > 0 } text)
        {
            return;
        }

        var problems = MachineConfigDocuments.Check(text, "embedded machine configuration");
        if (problems.Count > 0)
        {
            throw new InvalidInputException(
                "IMG2869",
                "the machine configuration to embed is not valid:\n" + string.Join('\n', problems.Select(problem => $"  {problem}"))
                + "\nMend the file of --embedded-config-path (customization.embeddedMachineConfiguration).");
        }
    }

    /// <summary>The extension that carries the configuration.</summary>
    internal static ExtensionImage Create(string text)
    {
        var config = Encoding.UTF8.GetBytes(text);
        var version = Convert.ToHexStringLower(SHA256.HashData(config));
        var manifest = $"""
            version: v1alpha1
            metadata:
              name: embedded-config
              version: {version}
              author: Imager
              description: Machine configuration embedded in the image.
              compatibility:
                talos:
                  version: ">= 1.0.0"

            """;
        var files = new List<ExtensionFile>
        {
            new(ExtensionManifest.FileName, NodeKind.File, FileMode644, 1) { Content = MemorySource.FromText(manifest) },
            new(ExtensionImage.RootFolder, NodeKind.Directory, DirectoryMode755, 2),
        };
        var parts = NodePath.Split('/');
        for (var count = 1; count < parts.Length; count++)
        {
            files.Add(new($"{ExtensionImage.RootFolder}/{string.Join('/', parts[..count])}", NodeKind.Directory, DirectoryMode755, 2 + count));
        }

        files.Add(new($"{ExtensionImage.RootFolder}/{NodePath}", NodeKind.File, FileMode400, files.Count + 1)
        {
            Content = new MemorySource(config),
            Xattrs = [new Xattr("security.selinux", Encoding.ASCII.GetBytes(SelinuxLabel))],
        });
        return new ExtensionImage("embedded machine configuration", null, files);
    }
}
