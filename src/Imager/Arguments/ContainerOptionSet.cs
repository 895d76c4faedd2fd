using System.CommandLine;
using Imager.Images;

namespace Imager.Arguments;

/// <summary>Options about registries and trust; every command that pulls images has them.</summary>
public sealed class ContainerOptionSet
{
    private readonly Option<string[]> mirrors = Repeated(
        "--registry-mirror",
        "Mirror to try before a registry, REGISTRY=MIRROR[/PATH]; http:// before MIRROR for plain HTTP. Repeatable, or with commas.",
        "REGISTRY=MIRROR");

    private readonly Option<string[]> plainHttp = Repeated("--registry-plain-http", "Registry or mirror that speaks plain HTTP. Repeatable.", "HOST");

    private readonly Option<string[]> authorities = Repeated(
        "--registry-ca", "PEM file of a certificate authority that registries may use. Repeatable.", "FILE");

    private readonly Option<string?> dockerConfig = new("--docker-config")
    {
        Description = "File with registry credentials; $DOCKER_CONFIG/config.json or ~/.docker/config.json by default.",
        HelpName = "FILE",
    };

    private readonly Option<string?> cacheFolder = new("--cache-folder")
    {
        Description = "Folder for pulled images, shared by runs; ~/.cache/imager/oci by default.",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> policy = new("--policy")
    {
        Description = "Who must have signed which images; imager.policy.yaml of the working folder by default.",
        HelpName = "FILE",
    };

    /// <summary>The options as help shows them.</summary>
    public IEnumerable<Option> All => [policy, mirrors, plainHttp, authorities, dockerConfig, cacheFolder];

    /// <summary>What was given.</summary>
    public ContainerSettings Read(ParseResult parsed) => new()
    {
        Mirrors = parsed.GetValue(mirrors) ?? [],
        PlainHttpHosts = parsed.GetValue(plainHttp) ?? [],
        AuthorityFiles = parsed.GetValue(authorities) ?? [],
        DockerConfigPath = parsed.GetValue(dockerConfig),
        CacheFolder = parsed.GetValue(cacheFolder),
        PolicyPath = parsed.GetValue(policy),
    };

    private static Option<string[]> Repeated(string name, string description, string valueName) => new(name)
    {
        Description = description,
        HelpName = valueName,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };
}
