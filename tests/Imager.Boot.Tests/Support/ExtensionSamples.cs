using System.Globalization;
using Imager.Build.Processes;
using Imager.Formats.Cpio;
using Imager.Tests.Assets;

namespace Imager.Boot.Tests.Support;

/// <summary>Extension folders made of what the reference OS itself brings: its busybox as a static program, its signed modules.</summary>
public static class ExtensionSamples
{
    public const int Count = 12;
    public const string ConfigText = "machine:\n  type: worker\n";

    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly byte[] SignatureMarker = "~Module signature appended~\n"u8.ToArray();

    /// <summary>The name of a sample, in mount order from 0.</summary>
    public static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"sample-{index}");

    /// <summary>Twelve folders: the first is a service, the second brings a signed module and, if asked, one without signature.</summary>
    public static async Task<IReadOnlyList<string>> CreateAsync(string folder, bool withUnsignedModule)
    {
        var paths = Enumerable.Range(0, Count).Select(index => Path.Combine(folder, NameOf(index))).ToList();
        foreach (var (index, path) in paths.Index())
        {
            Write(Path.Combine(path, "manifest.yaml"), Manifest(NameOf(index)));
            Write(Path.Combine(path, $"rootfs/usr/local/share/{NameOf(index)}"), NameOf(index));
        }

        await AddServiceAsync(paths[0]);
        await AddModulesAsync(paths[1], folder, withUnsignedModule);
        return paths;
    }

    private static async Task AddServiceAsync(string path)
    {
        Write(
            Path.Combine(path, "rootfs/usr/local/etc/containers/hello.yaml"),
            "name: hello\ncontainer:\n  entrypoint: ./busybox\n  args: [echo, hello]\nrestart: never\n");
        var program = Path.Combine(path, "rootfs/usr/local/lib/containers/hello/busybox");
        Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        await ExtractAsync("bin/busybox", program);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, Executable);
        }
    }

    private static async Task AddModulesAsync(string path, string folder, bool withUnsigned)
    {
        var (image, tree) = (Path.Combine(folder, "rootfs.sqsh"), Path.Combine(folder, "rootfs"));
        await ExtractAsync("rootfs.sqsh", image);
        await ToolProcess.RunCheckedAsync(
            new ToolCall("unsquashfs", ["-no-progress", "-quiet", "-force", "-no-xattrs", "-dest", tree, image, "usr/lib/modules"]), _ => { }, CancellationToken.None);
        var release = Path.GetFileName(Directory.GetDirectories(Path.Combine(tree, "usr/lib/modules")).Single());
        var module = Directory.GetFiles(tree, "dummy.ko", SearchOption.AllDirectories).Single();
        var target = Path.Combine(path, "rootfs/usr/lib/modules", release, "extra");
        Directory.CreateDirectory(target);
        File.Copy(module, Path.Combine(target, "dummy.ko"), overwrite: true);
        if (withUnsigned)
        {
            File.WriteAllBytes(Path.Combine(target, "unsigned.ko"), WithoutSignature(File.ReadAllBytes(module)));
        }
    }

    private static byte[] WithoutSignature(byte[] module)
    {
        Assert.True(module.AsSpan().EndsWith(SignatureMarker));
        var end = module.Length - SignatureMarker.Length - 12;
        var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(module.AsSpan(end + 8));
        return module[..(end - length)];
    }

    private static async Task ExtractAsync(string name, string target)
    {
        await using var file = File.OpenRead(Repository.AssetPaths("amd64").Single(path => path.Contains("initramfs", StringComparison.Ordinal)));
        using var reader = new InitramfsReader(file);
        Assert.NotNull(reader.Find(name));
        await using var output = File.Create(target);
        await using var content = reader.OpenContent();
        await content.CopyToAsync(output);
    }

    private static string Manifest(string name) =>
        $"version: v1alpha1\nmetadata:\n  name: {name}\n  version: 1.0.0\n  author: tests\n  description: for tests\n";

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
