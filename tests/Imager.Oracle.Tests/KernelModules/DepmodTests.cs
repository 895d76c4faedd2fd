using Imager.Formats.KernelModules;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.KernelModules;

/// <summary>Real modules, from IMAGER_KERNEL_MODULES (a folder like <c>/lib/modules/VERSION</c>) or Debian's cloud kernel, which is fetched
/// with apt-get.</summary>
[Trait("Category", "Oracle")]
public sealed class DepmodTests
{
    [Theory]
    [InlineData("updates", "built-in")]
    [InlineData("extras", "built-in")]
    public void Create_equals_depmod_on_a_real_kernel(params string[] search)
    {
        if (Tool.IsMissing("depmod", "modprobe", "apt-get", "dpkg"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var tree = KernelTree.Prepare(folder);
        Directory.CreateDirectory(Path.Combine(tree, "extras"));
        File.Copy(Directory.EnumerateFiles(tree, "dummy.ko*", SearchOption.AllDirectories).First(), Path.Combine(tree, "extras/dummy.ko"));
        var configuration = folder.Write(System.Text.Encoding.ASCII.GetBytes($"search {string.Join(' ', search)}\n"), "depmod.conf");
        var root = Path.GetFullPath(Path.Combine(tree, "../../.."));
        Tool.RunChecked("depmod", "-a", "-b", root, "-C", configuration, Path.GetFileName(tree));

        var ours = Depmod.Create(KernelTree.Inputs(tree, search), CancellationToken.None);

        Assert.Equal(search[0] == "extras", File.ReadAllText(Path.Combine(tree, "modules.dep")).Contains("extras/dummy.ko:", StringComparison.Ordinal));
        foreach (var (name, bytes) in ours.Where(file => File.Exists(Path.Combine(tree, file.Key))))
        {
            var theirs = File.ReadAllBytes(Path.Combine(tree, name));
            Assert.True(Comparable(name, theirs).AsSpan().SequenceEqual(Comparable(name, bytes)), name);
        }

        Assert.All(
            Directory.EnumerateFiles(tree, "modules.*").Select(Path.GetFileName).Except(["modules.order", "modules.builtin", "modules.builtin.modinfo"]),
            name => Assert.Contains(name!, ours.Keys));
    }

    [Fact]
    public void Create_resolves_every_module_as_depmod_does()
    {
        if (Tool.IsMissing("depmod", "modprobe", "apt-get", "dpkg"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var tree = KernelTree.Prepare(folder);
        var (root, version) = (Path.GetFullPath(Path.Combine(tree, "../../..")), Path.GetFileName(tree));
        Tool.RunChecked("depmod", "-a", "-b", root, version);
        var theirs = Resolve(root, version);
        Array.ForEach(Directory.GetFiles(tree, "modules.*.bin"), File.Delete);

        foreach (var (name, bytes) in Depmod.Create(KernelTree.Inputs(tree, DepmodInputs.DefaultSearch), CancellationToken.None))
        {
            File.WriteAllBytes(Path.Combine(tree, name), bytes);
        }

        Assert.True(theirs.Length > 50_000);
        Assert.Equal(theirs, Resolve(root, version));
    }

    /// <summary>depmod writes modules.symbols in the order of its hash table.</summary>
    private static byte[] Comparable(string name, byte[] bytes) => name == "modules.symbols"
        ? System.Text.Encoding.ASCII.GetBytes(string.Join('\n', System.Text.Encoding.ASCII.GetString(bytes).Split('\n').Order(StringComparer.Ordinal)))
        : bytes;

    private static string Resolve(string root, string version) => Tool.RunChecked(
        "sh",
        "-ec",
        "cd \"$1/lib/modules/$2\"; for m in $(find . -name '*.ko*' | sort); do n=${m##*/}; echo \"== $n\"; modprobe -d \"$1\" -S \"$2\" --show-depends \"${n%%.*}\"; done",
        "sh",
        root,
        version);
}
