using System.Xml.Linq;
using Imager.Build.Make;
using Imager.Containers;
using Imager.Core;
using Imager.Oci.Model;

namespace Imager.Build.Containers;

/// <summary>Names of container images, whether they are pushed, and which boot assets the imager gets.</summary>
public sealed class ContainerSettings
{
    private const string All = "all";
    private const string Target = "targetarch";

    private readonly string prefix;
    private readonly string installerArch;
    private readonly Lazy<string> tag;

    public ContainerSettings(VariableValues variables, BuildPaths paths)
    {
        string Text(Variable variable) => variables[variable];
        var registry = Text(BuildVariables.ImageRegistry) is { Length: > 0 } own ? own : Text(BuildVariables.Registry);
        prefix = Text(BuildVariables.UserName) is { Length: > 0 } user ? $"{registry}/{user}" : registry;
        var (given, suffix) = (Text(BuildVariables.Tag), Text(BuildVariables.TagSuffix));
        tag = new(() => (given.Length > 0 ? given : DefaultTag(paths)) + suffix);
        Push = variables.Flag(BuildVariables.Push);
        installerArch = Text(BuildVariables.InstallerArch);
        if (installerArch is not (All or Target) && !Architecture.TryParse(installerArch, out _))
        {
            string[] choices = [All, Target, .. Architecture.All.Select(architecture => architecture.Name)];
            throw new InvalidInputException(
                "IMG2665",
                $"INSTALLER_ARCH={installerArch}: choose one of {string.Join(", ", choices)}.{NearestMatch.Hint(installerArch, choices)}");
        }
    }

    /// <summary>The tag of all images, TAG_SUFFIX included.</summary>
    public string Tag => tag.Value;

    /// <summary>Whether images are pushed as soon as they are made.</summary>
    public bool Push { get; }

    /// <summary>The full name of an image.</summary>
    /// <exception cref="InvalidInputException">Registry, user name and tag make no valid name.</exception>
    public ImageReference ReferenceTo(string name) => ImageReference.Parse($"{prefix}/{name}:{Tag}");

    /// <summary>Whose boot assets the imager image for a machine holds.</summary>
    public IReadOnlyList<Architecture> AssetsFor(Architecture machine) => installerArch switch
    {
        All => Architecture.All,
        Target => [machine],
        _ => [Architecture.Parse(installerArch)],
    };

    /// <summary>How registries are reached: mirrors, and proxies given as variables before those of the environment.</summary>
    public static RegistrySettings Registries(BuildContext context) =>
        RegistrySettings.FromEnvironment(context.EnvironmentVariable).WithMirrors(context.Variables[BuildVariables.RegistryMirrors]);

    private static string DefaultTag(BuildPaths paths)
    {
        var properties = Path.Combine(paths.Root, "Directory.Build.props");
        var version = File.Exists(properties) ? XDocument.Load(properties).Descendants("Version").FirstOrDefault() : null;
        return version is null ? "latest" : $"v{version.Value}";
    }
}
