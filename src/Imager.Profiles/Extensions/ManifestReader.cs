using Imager.Profiles.Network.Reading;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Extensions;

/// <summary>Reads <c>manifest.yaml</c>.</summary>
internal static class ManifestReader
{
    internal static ExtensionManifestResult Read(string text, string source)
    {
        var problems = new ProblemList(source);
        var roots = YamlNodeReader.ReadAll(text, problems);
        var manifest = roots switch
        {
            [var root] => Manifest(MappingReader.Of(root, problems)),
            [] when problems.HasErrors => null,
            _ => Refuse(problems, $"must hold one YAML document, not {roots.Count}."),
        };
        return new ExtensionManifestResult(manifest, problems.All);
    }

    private static ExtensionManifest? Refuse(ProblemList problems, string reason)
    {
        problems.Error(1, 1, reason);
        return null;
    }

    private static ExtensionManifest? Manifest(MappingReader map)
    {
        var version = map.Text("version");
        if (version != ExtensionManifest.KnownVersion)
        {
            map.Problems.Error(
                map.Node.Locate("version"),
                $"unsupported manifest version: \"{version}\". Write \"version: {ExtensionManifest.KnownVersion}\".");
        }

        ExtensionManifest? manifest = null;
        if (map.Map("metadata", Metadata) is { } read)
        {
            manifest = read;
        }
        else if (map.Node.Child("metadata") is not { IsNull: false })
        {
            map.Problems.Error(map.Node, "metadata is missing: write metadata with name and version below it.");
        }

        map.End();
        return manifest;
    }

    private static ExtensionManifest? Metadata(MappingReader map)
    {
        var (name, version) = (map.Text("name"), map.Text("version"));
        var manifest = new ExtensionManifest
        {
            Name = name ?? string.Empty,
            Version = version ?? string.Empty,
            Author = map.Text("author") ?? string.Empty,
            Description = map.Text("description") ?? string.Empty,
            Compatibility = map.Map("compatibility", Compatibility),
            ExtraInfo = map.Text("extraInfo"),
        };
        map.End();
        Require(map, name, "name");
        Require(map, version, "version");
        return name is null || version is null ? null : manifest;
    }

    private static string? Compatibility(MappingReader map)
    {
        var constraint = map.Map("talos", talos =>
        {
            var text = talos.Text("version");
            talos.End();
            return text;
        });
        map.End();
        if (constraint is not null && !VersionConstraint.TryParse(constraint, out _, out var reason))
        {
            map.Problems.Error(map.Node.Locate("talos.version"), reason);
        }

        return constraint;
    }

    private static void Require(MappingReader map, string? value, string key)
    {
        if (value is null)
        {
            map.Problems.Error(map.Node.Locate(key), $"\"{key}\" is missing or empty; the running OS names the extension by it.");
        }
    }
}
