using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Imager.BuildKit.Engine;
using Imager.BuildKit.Wire;
using Imager.Core;

namespace Imager.BuildKit.Solve;

/// <summary>Turns a <see cref="BuildRequest"/> into BuildKit's requests.</summary>
internal sealed class SolveRequests(BuildRequest request, EngineAbilities abilities)
{
    private const string ContextName = "context";
    private const string DockerfileName = "dockerfile";
    private const string HostNetwork = "network.host";

    private readonly LocalCaches _caches = LocalCaches.Of(Checked(request));

    /// <summary>Folders on our side that the engine reads or writes as caches.</summary>
    public LocalCaches Caches => _caches;

    private string ContextFolder => Path.GetFullPath(request.ContextFolder);

    /// <summary>The Dockerfile's full path.</summary>
    public string DockerfilePath =>
        Path.GetFullPath(Path.Combine(ContextFolder, request.DockerfilePath ?? "Dockerfile"));

    /// <summary>The same for every build of the same folder: the engine then asks only for changed files.</summary>
    public string SharedKey
    {
        get
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(ContextFolder));
            return $"{Path.GetFileName(ContextFolder)}:{Convert.ToHexStringLower(hash)[..16]}";
        }
    }

    /// <summary>Folders by the names under which the engine asks for them.</summary>
    public IReadOnlyDictionary<string, string> Folders()
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ContextName] = ContextFolder,
            [DockerfileName] = Path.GetDirectoryName(DockerfilePath)!,
        };
        foreach (var (name, value) in request.NamedContexts.Where(pair => IsFolder(pair.Value)))
        {
            folders[LocalName(name)] = Path.GetFullPath(value);
        }

        return folders;
    }

    /// <summary>All problems at once.</summary>
    public void Validate()
    {
        var problems = new List<string>();
        if (!Directory.Exists(ContextFolder))
        {
            problems.Add($"the context folder {ContextFolder} does not exist");
        }
        else if (!File.Exists(DockerfilePath))
        {
            problems.Add($"the Dockerfile {DockerfilePath} does not exist");
        }

        problems.AddRange(request.Secrets.Select(secret => secret.Problem()).OfType<string>());
        problems.AddRange(request.Secrets.GroupBy(secret => secret.Id).Where(group => group.Count() > 1)
            .Select(group => $"secret {group.Key} is given {group.Count()} times"));
        problems.AddRange(request.NamedContexts
            .Where(pair => IsFolder(pair.Value) && !Directory.Exists(pair.Value))
            .Select(pair => $"the folder {pair.Value} of context {pair.Key} does not exist"));
        if (problems.Count > 0)
        {
            throw new InvalidInputException("IMG2105", $"the build cannot start: {string.Join("; ", problems)}.");
        }

        RefuseUnsupported();
    }

    /// <summary>One solve with all outputs where the engine can do that, otherwise one solve per output.</summary>
    public IReadOnlyList<(SolveRequest Request, IReadOnlyList<BuildOutput> Outputs)> Rounds()
    {
        var perRound = abilities.HasManyExporters || request.Outputs.Count <= 1
            ? [request.Outputs]
            : request.Outputs.Select(IReadOnlyList<BuildOutput> (output) => [output]).ToList();
        return [.. perRound.Select((outputs, round) => (Create(outputs, isFirst: round == 0), outputs))];
    }

    private void RefuseUnsupported()
    {
        if (request.NamedContexts.Count > 0 && !abilities.HasNamedContexts)
        {
            throw new UnsupportedException(
                "IMG3101",
                $"the contexts {string.Join(", ", request.NamedContexts.Keys)} need Docker 23.0 or BuildKit 0.10, and "
                + "this engine is older: it would silently pull images of these names. Copy the files into the context.");
        }

        var refused = request.Outputs
            .Where(output => abilities.IsStandalone
                ? output is BuildOutput.EngineImage
                : !abilities.HasSnapshotter
                    && output is BuildOutput.OciArchive or BuildOutput.DockerArchive or BuildOutput.PushedImage)
            .ToList();
        if (refused.Count > 0)
        {
            throw new UnsupportedException(
                "IMG3102",
                $"this engine cannot make the output {string.Join(", ", refused)}: "
                + (abilities.IsStandalone
                    ? "a buildkitd has no image store. Use a tar, OCI archive or registry output."
                    : "it has no containerd image store. Use a local folder, a tar or an image in the engine."));
        }

        if (LocalCaches.AreIn(request.CacheImports) && !abilities.ImportsLocalCaches)
        {
            throw new UnsupportedException(
                "IMG3105",
                "this engine imports no caches of type=local: that needs Docker 23.0 or a buildkitd. Use type=registry (a "
                + "registry on loopback will do), or name a buildkitd with BUILDER=unix:///... or BUILDER=tcp://...");
        }

        if (request.CacheExports.FirstOrDefault(cache => cache.Type != "inline") is { } export && !abilities.HasSnapshotter)
        {
            throw new UnsupportedException(
                "IMG3103",
                $"this engine cannot export the cache {export}: without the containerd image store it knows only type=inline, "
                + "inside an image it builds. Use a buildkitd (BUILDER=unix:///..., tcp://... or docker-container://NAME), or "
                + "switch the engine (24.0 and later) to the containerd image store; importing works as it is.");
        }
    }

    private SolveRequest Create(IReadOnlyList<BuildOutput> outputs, bool isFirst)
    {
        var solve = new SolveRequest
        {
            Ref = RandomNumberGenerator.GetHexString(25, lowercase: true),
            Session = RandomNumberGenerator.GetHexString(25, lowercase: true),
            Frontend = "dockerfile.v0",
            Cache = new CacheOptions(),
            Internal = true,
        };
        solve.FrontendAttrs.Add(Attributes(isFirst));
        solve.Cache.Imports.AddRange(_caches.Imports.Select(Entry));
        solve.Entitlements.AddRange(request.Entitlements);
        if (UsesHostNetwork && !solve.Entitlements.Contains(HostNetwork))
        {
            solve.Entitlements.Add(HostNetwork);
        }

        if (isFirst)
        {
            solve.Cache.Exports.AddRange(_caches.Exports.Select(Entry));
        }

        foreach (var output in outputs)
        {
            var exporter = Exporter(output);
            solve.Exporters.Add(exporter);
            solve.ExporterDeprecated = exporter.Type; // daemons before BuildKit 0.13 read only these two
            solve.ExporterAttrsDeprecated.Clear();
            solve.ExporterAttrsDeprecated.Add(exporter.Attrs);
        }

        return solve;
    }

    private bool UsesHostNetwork => request.Network == BuildNetwork.Host
        || (request.Network == BuildNetwork.Default && abilities.OnlyHostNetwork);

    private Dictionary<string, string> Attributes(bool isFirst)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["filename"] = Path.GetFileName(DockerfilePath),
            ["image-resolve-mode"] = request.Pull ? "pull" : abilities.IsStandalone ? "default" : "local",
        };
        void Set(string key, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                attributes[key] = value;
            }
        }

        Set("target", request.Target);
        Set("platform", string.Join(',', request.Platforms));
        Set("add-hosts", string.Join(',', request.ExtraHosts));
        Set("force-network-mode", UsesHostNetwork ? "host" : request.Network == BuildNetwork.None ? "none" : null);
        if (_caches.Imports.Count > 0)
        {
            var imports = _caches.Imports.Select(cache => new { cache.Type, Attrs = cache.Attributes });
            attributes["cache-imports"] = JsonSerializer.Serialize(imports);
        }

        if (isFirst && (request.NoCache || request.NoCacheStages.Count > 0))
        {
            attributes["no-cache"] = request.NoCache ? string.Empty : string.Join(',', request.NoCacheStages);
        }

        foreach (var (name, value) in request.BuildArguments)
        {
            attributes[$"build-arg:{name}"] = value;
        }

        foreach (var (name, value) in request.Labels)
        {
            attributes[$"label:{name}"] = value;
        }

        foreach (var (name, value) in request.NamedContexts)
        {
            attributes[$"context:{name}"] = IsFolder(value) ? $"local:{LocalName(name)}" : value;
        }

        return attributes;
    }

    private static Exporter Exporter(BuildOutput output)
    {
        var (type, attributes) = output switch
        {
            BuildOutput.LocalFolder => ("local", []),
            BuildOutput.TarFile => ("tar", []),
            BuildOutput.EngineImage image => ("moby", [("name", image.Name)]),
            BuildOutput.OciArchive { Name: { } name } => ("oci", [("name", name)]),
            BuildOutput.OciArchive => ("oci", []),
            BuildOutput.DockerArchive archive => ("docker", [("name", archive.Name)]),
            BuildOutput.PushedImage push => (
                "image",
                new (string, string)[]
                {
                    ("name", push.Name), ("push", "true"), ("registry.insecure", push.PlainHttp ? "true" : "false"),
                }),
            _ => throw new ArgumentOutOfRangeException(nameof(output), output, "unknown kind of output"),
        };
        var exporter = new Exporter { Type = type };
        foreach (var (key, value) in attributes)
        {
            exporter.Attrs[key] = value;
        }

        return exporter;
    }

    private static CacheOptionsEntry Entry(BuildCache cache)
    {
        var entry = new CacheOptionsEntry { Type = cache.Type };
        foreach (var (key, value) in cache.Attributes)
        {
            entry.Attrs[key] = value;
        }

        return entry;
    }

    private static BuildRequest Checked(BuildRequest request)
    {
        var problems = LocalCaches.Problems(request).ToList();
        return problems.Count == 0
            ? request
            : throw new InvalidInputException("IMG2693", $"the build cannot start: {string.Join("; ", problems)}.");
    }

    private static bool IsFolder(string value) => !value.Contains("://", StringComparison.Ordinal);

    private static string LocalName(string context) => "named-" + context;
}
