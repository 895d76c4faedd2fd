using System.Text.RegularExpressions;
using Imager.Core;
using Imager.Profiles.Network.Reading;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Extensions;

/// <summary>Reads a service file with the OS' rules, and refuses what the OS would silently ignore.</summary>
internal sealed partial class ServiceReader(string source)
{
    private static readonly string[] Restarts = ["always", "never", "untilSuccess"];
    private static readonly string[] NetworkChecks = ["addresses", "connectivity", "hostname", "etcfiles"];
    private static readonly string[] Propagations =
        ["private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable"];

    private readonly ProblemList problems = new(source);

    internal ServiceSpecResult Read(string text)
    {
        var roots = YamlNodeReader.ReadAll(text, problems);
        ServiceSpec? service = null;
        if (roots is [var root])
        {
            service = Service(MappingReader.Of(root, problems));
        }
        else if (!problems.HasErrors)
        {
            problems.Error(1, 1, $"must hold one YAML document, not {roots.Count}: the OS reads the first alone.");
        }

        return new ServiceSpecResult(service, problems.All);
    }

    private ServiceSpec? Service(MappingReader map)
    {
        var name = map.Text("name");
        if (name is null || !NamePattern().IsMatch(name))
        {
            problems.Error(
                map.Node.Locate("name"), $"name \"{name}\" must be one or more of a-z, 0-9, - and _: the container's folder is called after it.");
        }

        if (map.Node.Child("container") is not { IsNull: false })
        {
            problems.Error(map.Node, "container is missing: write container with entrypoint below it.");
        }

        var service = map.Map("container", Container);
        var depends = map.Maps("depends", Dependency) ?? [];
        var restart = map.Text("restart");
        if (restart is null || !Restarts.Contains(restart, StringComparer.Ordinal))
        {
            problems.Error(
                map.Node.Locate("restart"),
                $"restart \"{restart}\" must be one of {string.Join(", ", Restarts)}; the OS refuses the file without it."
                + NearestMatch.Hint(restart ?? string.Empty, Restarts));
        }

        map.Bool("logToConsole");
        map.End();
        return name is null || service is null
            ? null
            : service with
            {
                Name = name,
                Restart = restart ?? string.Empty,
                ServiceDependencies = [.. depends.Where(id => id.Length > 0)],
            };
    }

    private ServiceSpec? Container(MappingReader map)
    {
        var entrypoint = map.Text("entrypoint");
        if (entrypoint is null)
        {
            problems.Error(map.Node.Locate("entrypoint"), "entrypoint is missing: name the program, relative to the container's root, as ./hello.");
        }

        if (map.Text("environmentFile") is { } file && !file.StartsWith('/'))
        {
            problems.Error(map.Node.Locate("environmentFile"), $"\"{file}\" must be an absolute path; the service waits until the file exists.");
        }

        foreach (var (index, variable) in (map.Texts("environment") ?? []).Index())
        {
            if (variable.IndexOf('=', StringComparison.Ordinal) < 1)
            {
                problems.Error(map.Node.Locate($"environment[{index}]"), $"\"{variable}\" must be NAME=VALUE.");
            }
        }

        var service = new ServiceSpec
        {
            Name = string.Empty,
            Restart = string.Empty,
            Entrypoint = entrypoint ?? string.Empty,
            Arguments = map.Texts("args") ?? [],
            Mounts = map.Maps("mounts", Mount) ?? [],
            HasWritableRoot = map.Map("security", Security) is not null && IsTrue(map.Node.Locate("security.writeableRootfs")),
        };
        map.End();
        return entrypoint is null ? null : service;
    }

    private static bool IsTrue(YamlNode node) => node is { Key: "writeableRootfs", Text: "true" };

    private object Security(MappingReader map)
    {
        foreach (var key in new[] { "maskedPaths", "readonlyPaths" })
        {
            foreach (var (index, path) in (map.Texts(key) ?? []).Index())
            {
                if (!path.StartsWith('/'))
                {
                    problems.Error(map.Node.Locate($"{key}[{index}]"), $"\"{path}\" must be an absolute path.");
                }
            }
        }

        map.Bool("writeableRootfs");
        map.Bool("writeableSysfs");
        if (map.Text("rootfsPropagation") is { } propagation && !Propagations.Contains(propagation, StringComparer.Ordinal))
        {
            problems.Error(
                map.Node.Locate("rootfsPropagation"),
                $"\"{propagation}\" is not one of {string.Join(", ", Propagations)}.{NearestMatch.Hint(propagation, Propagations)}");
        }

        map.End();
        return map;
    }

    private ServiceMount Mount(MappingReader map)
    {
        var mount = new ServiceMount(
            map.Text("source"), map.Text("destination"), map.Text("type"), map.Texts("options") ?? [], map.Node.Line);
        map.Texts("uidMappings");
        map.Texts("gidMappings");
        map.End();
        if (mount.Destination?.StartsWith('/') != true)
        {
            problems.Error(map.Node.Locate("destination"), $"destination \"{mount.Destination}\" must be an absolute path in the container.");
        }

        var isBind = mount.Type is null or "bind" or "none" || mount.Options.Any(option => option is "bind" or "rbind");
        if (isBind && mount.Source?.StartsWith('/') != true)
        {
            problems.Error(map.Node.Locate("source"), $"source \"{mount.Source}\" of a bind mount must be an absolute path of the host.");
        }

        if (mount.Type is null or "bind" && !mount.Options.Any(option => option is "bind" or "rbind"))
        {
            problems.Error(
                map.Node.Locate("options"),
                "a bind mount needs \"bind\" or \"rbind\" among its options; without it the kernel looks for a file system called \"bind\".");
        }

        return mount;
    }

    /// <summary>The id of the service depended on, or an empty text for other conditions.</summary>
    private string? Dependency(MappingReader map)
    {
        var (service, path) = (map.Text("service"), map.Text("path"));
        var network = map.Texts("network");
        var (time, configuration) = (map.Bool("time"), map.Bool("configuration"));
        map.End();
        var given = new[] { service is not null, path is not null, network is { Count: > 0 }, time == true, configuration == true }.Count(flag => flag);
        if (given != 1)
        {
            problems.Error(
                map.Node, $"{given} conditions in one entry; give exactly one of service, path, network, time and configuration, each in an entry of its own.");
        }

        if (path?.StartsWith('/') == false)
        {
            problems.Error(map.Node.Locate("path"), $"path \"{path}\" must be absolute.");
        }

        foreach (var (index, check) in (network ?? []).Index())
        {
            if (!NetworkChecks.Contains(check, StringComparer.Ordinal))
            {
                problems.Error(
                    map.Node.Locate($"network[{index}]"),
                    $"\"{check}\" is not one of {string.Join(", ", NetworkChecks)}.{NearestMatch.Hint(check, NetworkChecks)}");
            }
        }

        return service ?? string.Empty;
    }

    [GeneratedRegex("^[-_a-z0-9]+$")]
    private static partial Regex NamePattern();
}
