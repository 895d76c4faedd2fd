using Imager.Formats.KernelModules;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.KernelModules;

/// <summary>A copy of a real kernel's module folder.</summary>
internal static class KernelTree
{
    /// <summary>Returns <c>.../lib/modules/VERSION</c> without anything that depmod makes.</summary>
    internal static string Prepare(TempArtifact folder)
    {
        var root = folder.PathOf("root");
        Tool.RunChecked(
            "sh",
            "-ec",
            """
            mkdir -p "$1/lib/modules" "$2"; cd "$2"
            if [ -n "$IMAGER_KERNEL_MODULES" ]; then cp -r "$IMAGER_KERNEL_MODULES" "$1/lib/modules/"
            else
              p=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)$/\1/p' | head -1)
              apt-get download "$p"; dpkg -x ./*.deb x; cp -r x/lib/modules/* "$1/lib/modules/" || cp -r x/usr/lib/modules/* "$1/lib/modules/"
            fi
            cd "$1/lib/modules"/*; find . -name 'modules.*' ! -name modules.order ! -name modules.builtin ! -name modules.builtin.modinfo -delete
            rm -f build source
            """,
            "sh",
            root,
            folder.PathOf("deb"));
        return Directory.GetDirectories(Path.Combine(root, "lib/modules")).Single();
    }

    internal static DepmodInputs Inputs(string tree, IReadOnlyList<string> search) => new()
    {
        Modules =
        [
            .. Directory.EnumerateFiles(tree, "*", SearchOption.AllDirectories)
                .Where(ModulePaths.IsModule)
                .Select(path => new DepmodModule(Path.GetRelativePath(tree, path), new FileBytes(path))),
        ],
        Order = File.ReadAllText(Path.Combine(tree, "modules.order")),
        Builtin = File.ReadAllText(Path.Combine(tree, "modules.builtin")),
        BuiltinInfo = File.ReadAllBytes(Path.Combine(tree, "modules.builtin.modinfo")),
        Search = search,
        Threads = 2,
    };
}
