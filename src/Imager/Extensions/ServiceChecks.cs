using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Oci.Layers;
using Imager.Profiles;
using Imager.Profiles.Extensions;

namespace Imager.Extensions;

/// <summary>Extension services: what the OS would only log at boot, or not notice at all.</summary>
internal static class ServiceChecks
{
    private const int MaxServiceBytes = 1 << 20;
    private const string ConfigPath = ExtensionImage.RootFolder + "/" + ServiceSpec.ConfigFolder;

    private static readonly string[] OsServices =
        ["apid", "auditd", "containerd", "cri", "dashboard", "etcd", "kubelet", "machined", "registryd", "syslogd", "trustd", "udevd"];

    /// <summary>Top folders of the OS, read-only or filled at boot; a bind mount's source must begin with one.</summary>
    private static readonly string[] HostFolders =
        ["bin", "dev", "etc", "lib", "lib64", "opt", "proc", "root", "run", "sbin", "sys", "system", "tmp", "usr", "var"];

    internal static IEnumerable<ExtensionFinding> Find(IReadOnlyList<ExtensionImage> extensions, ValidationContext context)
    {
        var findings = new List<ExtensionFinding>();
        var services = new List<ServiceFile>();
        foreach (var extension in extensions)
        {
            services.AddRange(Read(extension, findings));
        }

        foreach (var twice in services.GroupBy(service => service.Spec.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            findings.AddRange(twice.Skip(1).Select(service => service.Finding(
                ExtensionRules.ServiceFile, true, $"the service {service.Spec.Id} is already defined in {twice.First().Extension.Name}: {twice.First().Path}. Rename one.")));
        }

        foreach (var service in services)
        {
            findings.AddRange(CheckRoot(service, context));
            findings.AddRange(CheckMounts(service, extensions));
            findings.AddRange(CheckDependencies(service, services, context));
        }

        findings.AddRange(CheckFolders(extensions, services));
        findings.AddRange(CheckCycles(services));
        return findings;
    }

    /// <summary>Whether the OS reads a service from there.</summary>
    internal static bool IsServiceFile(string path) =>
        path.StartsWith(ConfigPath + "/", StringComparison.Ordinal) && path.EndsWith(".yaml", StringComparison.Ordinal)
        && path.IndexOf('/', ConfigPath.Length + 1) < 0;

    private static IEnumerable<ServiceFile> Read(ExtensionImage extension, List<ExtensionFinding> findings)
    {
        foreach (var file in extension.Files.Where(file => file.Path.StartsWith(ConfigPath + "/", StringComparison.Ordinal)))
        {
            var name = file.Path[(ConfigPath.Length + 1)..];
            if (!IsServiceFile(file.Path))
            {
                if (file.Kind != NodeKind.Directory && name.Split('/') is [var single] && single.EndsWith(".yml", StringComparison.Ordinal))
                {
                    findings.Add(new(ExtensionRules.ServiceFile, true, extension.Name, file.Path, "the OS reads *.yaml only and ignores this file: call it .yaml."));
                }

                continue;
            }

            if (file.Content is not { LengthBytes: <= MaxServiceBytes } content)
            {
                findings.Add(new(ExtensionRules.ServiceFile, true, extension.Name, file.Path, $"must be a regular file of at most {MaxServiceBytes} bytes."));
                continue;
            }

            var result = ServiceSpec.Parse(Encoding.UTF8.GetString(content.ToArray()), file.Path);
            findings.AddRange(result.Problems.Select(problem => new ExtensionFinding(
                ExtensionRules.ServiceFile, problem.Severity == ProblemSeverity.Error, extension.Name, $"{file.Path}:{problem.Line}",
                LayoutChecks.Text(problem.Path, problem.Reason))));
            if (result.Service is { } service)
            {
                yield return new ServiceFile(extension, file.Path, service);
            }
        }
    }

    private static IEnumerable<ExtensionFinding> CheckRoot(ServiceFile service, ValidationContext context)
    {
        var spec = service.Spec;
        if (service.Extension.Find(service.Root) is not { Kind: NodeKind.Directory })
        {
            yield return service.Finding(
                ExtensionRules.ServiceRoot, true, $"the container's root /{spec.RootFolder} is not in the extension: make the folder and put the program into it.");
            yield break;
        }

        if (spec.Entrypoint.Length == 0 || IsCovered(spec, spec.Entrypoint))
        {
            yield break;
        }

        var program = service.Extension.Resolve(service.Root, spec.Entrypoint);
        if (program?.Content is not { } content)
        {
            var names = service.Extension.Files.Where(file => file.IsExecutable && file.Content is not null && file.Path.StartsWith(service.Root + "/", StringComparison.Ordinal))
                .Select(file => file.Path[(service.Root.Length + 1)..]).ToList();
            yield return service.Finding(
                ExtensionRules.ServiceEntrypoint, true,
                $"the entrypoint {spec.Entrypoint} is no file of the container's root /{spec.RootFolder}.{NearestMatch.Hint(spec.Entrypoint, names)} "
                + $"Executable there: {(names.Count == 0 ? "nothing" : string.Join(", ", names.Take(10)))}.");
            yield break;
        }

        if (!program.IsExecutable)
        {
            yield return service.Finding(
                ExtensionRules.ServiceEntrypoint, true, $"the entrypoint {program.Path} is not executable (mode {Convert.ToString(program.Mode, 8)}): chmod 755.");
        }

        foreach (var problem in CheckProgram(service, content, context))
        {
            yield return problem;
        }
    }

    private static IEnumerable<ExtensionFinding> CheckProgram(ServiceFile service, ByteSource content, ValidationContext context)
    {
        const int MaxHeadBytes = 256;
        var head = content.ReadAtMost(0, MaxHeadBytes);
        var elf = ElfIdentity.TryRead(content);
        string? needed = null;
        if (elf is not null)
        {
            if (!elf.Fits(context.Architecture))
            {
                yield return service.Finding(
                    ExtensionRules.ServiceEntrypoint, true, $"the entrypoint {service.Spec.Entrypoint} is for {elf.MachineName}, the image for {context.Architecture}.");
            }

            needed = elf.Interpreter;
        }
        else if (head.AsSpan().StartsWith("#!"u8))
        {
            needed = Encoding.UTF8.GetString(head).Split('\n')[0][2..].Trim().Split(' ', '\t')[0];
        }
        else
        {
            yield return service.Finding(
                ExtensionRules.ServiceEntrypoint, true, $"the entrypoint {service.Spec.Entrypoint} is neither an ELF program nor a script that begins with #!.");
        }

        if (needed is not null && !IsCovered(service.Spec, needed) && service.Extension.Resolve(service.Root, needed) is null)
        {
            yield return service.Finding(
                ExtensionRules.ServiceEntrypoint, true,
                $"the entrypoint {service.Spec.Entrypoint} is started by {needed}, which is not in the container's root /{service.Spec.RootFolder}: put it "
                + "there, mount it, or link the program statically.");
        }
    }

    /// <summary>Whether a mount puts something else over the path.</summary>
    private static bool IsCovered(ServiceSpec spec, string path)
    {
        var absolute = "/" + string.Join('/', path.Split('/').Where(part => part is not ("" or ".")));
        return spec.Mounts.Any(mount => mount.Destination is { } destination
            && (destination == "/" || absolute == destination.TrimEnd('/') || absolute.StartsWith(destination.TrimEnd('/') + "/", StringComparison.Ordinal)));
    }

    private static IEnumerable<ExtensionFinding> CheckMounts(ServiceFile service, IReadOnlyList<ExtensionImage> extensions)
    {
        foreach (var mount in service.Spec.Mounts.Where(mount => mount.Source?.StartsWith('/') == true))
        {
            var source = mount.Source!.Trim('/');
            var top = source.Split('/')[0];
            var isThere = source.Length == 0 || HostFolders.Contains(top)
                || extensions.Any(extension => extension.Find($"{ExtensionImage.RootFolder}/{source}") is not null);
            if (!isThere)
            {
                yield return service.Finding(
                    ExtensionRules.ServiceMount, true,
                    $"line {mount.Line}: the mount source {mount.Source} is in no extension and cannot be created: / is read-only. Use a folder below /var.");
            }
            else if (source.StartsWith("usr/local/", StringComparison.Ordinal)
                && !extensions.Any(extension => extension.Find($"{ExtensionImage.RootFolder}/{source}") is not null))
            {
                yield return service.Finding(
                    ExtensionRules.ServiceMount, false,
                    $"line {mount.Line}: the mount source {mount.Source} is in none of the extensions, and /usr is read-only.");
            }
        }
    }

    private static IEnumerable<ExtensionFinding> CheckDependencies(ServiceFile service, List<ServiceFile> services, ValidationContext context)
    {
        var known = services.Select(other => other.Spec.Id).Concat(OsServices).ToList();
        foreach (var id in service.Spec.ServiceDependencies.Where(id => !known.Contains(id, StringComparer.Ordinal)))
        {
            var isExtension = id.StartsWith("ext-", StringComparison.Ordinal);
            var isNamedWithoutPrefix = known.Contains("ext-" + id, StringComparer.Ordinal);
            var hint = isNamedWithoutPrefix ? $" Extension services have the prefix: ext-{id}." : NearestMatch.Hint(id, known);
            yield return service.Finding(
                ExtensionRules.ServiceDependency, isNamedWithoutPrefix || (isExtension && context.IsWholeSet),
                $"it waits for the service \"{id}\", which {(isExtension ? "no extension brings" : "is not among those of the OS")}: it would wait forever.{hint}");
        }
    }

    private static IEnumerable<ExtensionFinding> CheckFolders(IReadOnlyList<ExtensionImage> extensions, List<ServiceFile> services)
    {
        const string Containers = ExtensionImage.RootFolder + "/" + ServiceSpec.ContainersFolder + "/";
        foreach (var extension in extensions)
        {
            foreach (var folder in extension.Files.Where(file => file.Kind == NodeKind.Directory
                && file.Path.StartsWith(Containers, StringComparison.Ordinal) && file.Path.IndexOf('/', Containers.Length) < 0))
            {
                var name = folder.Path[Containers.Length..];
                if (!services.Exists(service => service.Spec.Name == name))
                {
                    yield return new ExtensionFinding(
                        ExtensionRules.ServiceRoot, false, extension.Name, folder.Path,
                        $"no service file has the name {name}, so nothing starts from here.{NearestMatch.Hint(name, services.Select(service => service.Spec.Name))}");
                }
            }
        }
    }

    private static IEnumerable<ExtensionFinding> CheckCycles(List<ServiceFile> services)
    {
        var byId = services.DistinctBy(service => service.Spec.Id).ToDictionary(service => service.Spec.Id, StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in byId.Keys)
        {
            if (FindCycle(start, [], byId, done) is { } cycle)
            {
                yield return byId[start].Finding(
                    ExtensionRules.ServiceDependency, true, $"services wait for each other and none ever starts: {string.Join(" -> ", cycle)}.");
            }
        }
    }

    private static List<string>? FindCycle(string id, List<string> path, Dictionary<string, ServiceFile> byId, HashSet<string> done)
    {
        if (path.IndexOf(id) is >= 0 and var at)
        {
            done.UnionWith(path);
            return [.. path[at..], id];
        }

        if (done.Contains(id) || !byId.TryGetValue(id, out var service))
        {
            return null;
        }

        path.Add(id);
        var cycle = service.Spec.ServiceDependencies.Select(next => FindCycle(next, path, byId, done)).FirstOrDefault(found => found is not null);
        path.Remove(id);
        done.Add(id);
        return cycle;
    }

    private sealed record ServiceFile(ExtensionImage Extension, string Path, ServiceSpec Spec)
    {
        internal string Root => $"{ExtensionImage.RootFolder}/{Spec.RootFolder}";

        internal ExtensionFinding Finding(string rule, bool isError, string message) => new(rule, isError, Extension.Name, Path, message);
    }
}
