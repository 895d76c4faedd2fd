using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.KernelModules;
using Imager.Formats.Squashfs;
using Imager.Formats.Tree;
using Imager.Oci.Layers;
using Imager.Profiles.Extensions;

namespace Imager.Extensions;

/// <summary>The layer above all extensions with <c>modules.dep</c> and its siblings over the modules of the base and of every extension.</summary>
/// <remarks>Without it modprobe would know the modules of one layer only: the files of the topmost one hide the others.</remarks>
internal static class ModulesLayer
{
    internal const string Name = "modules.dep";

    private const int FileMode644 = 0x1A4, DirectoryMode755 = 0x1ED;

    /// <summary>Files that depmod reads rather than writes; the layer repeats the base's, over what an extension may bring.</summary>
    private static readonly string[] Given = ["modules.builtin", "modules.builtin.modinfo", "modules.order"];

    /// <summary>Talos' depmod configuration is <c>search extras built-in</c>; out-of-tree builds install into <c>extra</c> or <c>updates</c>.</summary>
    private static readonly string[] Search = ["extras", "extra", "updates", "built-in"];

    /// <summary>Whether an extension brings modules.</summary>
    internal static bool IsNeeded(IEnumerable<ExtensionImage> extensions, string modulesFolder) =>
        extensions.Any(extension => extension.RootFiles.Any(file => file.RootPath!.StartsWith(modulesFolder + "/", StringComparison.Ordinal)));

    /// <param name="rootImage">The base's <c>/rootfs.sqsh</c>.</param>
    /// <param name="extensions">In mount order.</param>
    /// <param name="modulesFolder"><c>usr/lib/modules</c> or <c>lib/modules</c>.</param>
    /// <param name="threads">Never changes a byte.</param>
    /// <param name="cancellationToken">Stops between modules.</param>
    /// <exception cref="InvalidInputException">The base has modules for several kernels, or a module is damaged.</exception>
    internal static ExtensionImage Create(
        ByteSource rootImage, IReadOnlyList<ExtensionImage> extensions, string modulesFolder, int threads, CancellationToken cancellationToken)
    {
        var (release, files) = BaseFiles(rootImage, modulesFolder);
        foreach (var file in extensions.SelectMany(extension => extension.RootFiles).Where(file => file.Content is not null))
        {
            var prefix = $"{modulesFolder}/{release}/";
            if (file.RootPath!.StartsWith(prefix, StringComparison.Ordinal) && file.IsModule)
            {
                files[file.RootPath[prefix.Length..]] = file.Content!;
            }
        }

        var inputs = new DepmodInputs
        {
            Modules = [.. files.Where(pair => IsModule(pair.Key)).Select(pair => new DepmodModule(pair.Key, pair.Value))],
            Order = Text(files, "modules.order"),
            Builtin = Text(files, "modules.builtin"),
            BuiltinInfo = files.GetValueOrDefault("modules.builtin.modinfo")?.ToArray() ?? [],
            Search = Search,
            Threads = threads,
        };
        var made = new SortedDictionary<string, ByteSource>(StringComparer.Ordinal);
        foreach (var name in Given.Where(files.ContainsKey))
        {
            made.Add(name, files[name]);
        }

        foreach (var (name, bytes) in Depmod.Create(inputs, cancellationToken))
        {
            made[name] = new MemorySource(bytes);
        }

        return ToExtension(release, $"{modulesFolder}/{release}", made);
    }

    private static (string Release, SortedDictionary<string, ByteSource> Files) BaseFiles(ByteSource rootImage, string modulesFolder)
    {
        // The reference OS has one layout for all target versions.
        var root = SquashfsReader.Open(rootImage);
        var folder = (root.Find(modulesFolder) ?? root.Find("usr/lib/modules") ?? root.Find("lib/modules")) as TreeDirectory;
        var releases = folder?.Children.OfType<TreeDirectory>().ToList() ?? [];
        if (releases is not [var release])
        {
            throw new InvalidInputException(
                "IMG2874",
                $"the base's root file system has modules for {releases.Count} kernels in /{modulesFolder}"
                + $"{(releases.Count > 0 ? $" ({string.Join(", ", releases.Select(item => item.Name))})" : string.Empty)}, not for one: "
                + "extensions with kernel modules cannot be indexed against it. Use the initramfs of a release.");
        }

        var files = new SortedDictionary<string, ByteSource>(StringComparer.Ordinal);
        foreach (var (path, node) in release.Walk())
        {
            if (node is TreeFile file)
            {
                files.Add(path, file.Content);
            }
        }

        return (release.Name, files);
    }

    private static bool IsModule(string path) =>
        path.EndsWith(".ko", StringComparison.Ordinal) || path.EndsWith(".ko.xz", StringComparison.Ordinal)
        || path.EndsWith(".ko.zst", StringComparison.Ordinal) || path.EndsWith(".ko.gz", StringComparison.Ordinal);

    private static string Text(SortedDictionary<string, ByteSource> files, string name) =>
        files.TryGetValue(name, out var file) ? System.Text.Encoding.UTF8.GetString(file.ToArray()) : string.Empty;

    private static ExtensionImage ToExtension(string release, string folder, SortedDictionary<string, ByteSource> made)
    {
        var manifest = $"""
            version: {ExtensionManifest.KnownVersion}
            metadata:
              name: {Name}
              version: {release}
              author: Talos Machinery
              description: Combined modules.dep for all extensions

            """;
        var files = new List<ExtensionFile>
        {
            new(ExtensionManifest.FileName, NodeKind.File, FileMode644, 1) { Content = MemorySource.FromText(manifest) },
            new(ExtensionImage.RootFolder, NodeKind.Directory, DirectoryMode755, 2),
        };
        var parts = folder.Split('/');
        for (var count = 1; count <= parts.Length; count++)
        {
            files.Add(new($"{ExtensionImage.RootFolder}/{string.Join('/', parts[..count])}", NodeKind.Directory, DirectoryMode755, files.Count + 1));
        }

        foreach (var (name, content) in made)
        {
            files.Add(new($"{ExtensionImage.RootFolder}/{folder}/{name}", NodeKind.File, FileMode644, files.Count + 1) { Content = content });
        }

        return new ExtensionImage(Name, null, files);
    }
}
