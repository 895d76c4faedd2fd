namespace Imager.Tests.Assets;

/// <summary>The real boot programs with the beginnings of the real kernel and initramfs.</summary>
/// <remarks>Small, for tests that build hundreds of images; what is built from them does not boot.</remarks>
internal static class SmallAssets
{
    private const int KernelBytes = (300 << 10) + 123;
    private const int InitramfsBytes = (700 << 10) + 45;

    private static readonly string[] Architectures = ["amd64", "arm64"];

    private static readonly Lazy<string> Made = new(Make);

    /// <summary>The folder for <c>--assets</c>.</summary>
    public static string Folder => Made.Value;

    /// <summary>Whether <c>./build.sh</c> has not made them: skips on a laptop, throws with IMAGER_REQUIRE_ORACLES=1.</summary>
    public static bool AreMissing
    {
        get
        {
            var missing = string.Join(", ", Architectures.SelectMany(Repository.AssetPaths).Where(path => !Path.Exists(path)));
            return missing.Length > 0 && Environment.GetEnvironmentVariable("IMAGER_REQUIRE_ORACLES") == "1"
                ? throw new InvalidOperationException(
                    $"IMAGER_REQUIRE_ORACLES=1, but there is no {missing}. Run ./build.sh PLATFORM=linux/amd64,linux/arm64")
                : missing.Length > 0;
        }
    }

    public static string Kernel(string architecture) => Path.Combine(Folder, $"vmlinuz-{architecture}");

    public static string Initramfs(string architecture) => Path.Combine(Folder, $"initramfs-{architecture}.xz");

    private static string Make()
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "small-assets")).FullName;
        foreach (var path in Architectures.SelectMany(Repository.AssetPaths))
        {
            Place(path, Path.Combine(folder, Path.GetFileName(path)));
        }

        return folder;
    }

    private static void Place(string path, string target)
    {
        if (Directory.Exists(path))
        {
            Directory.CreateDirectory(target);
            foreach (var file in Directory.GetFiles(path))
            {
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
            }

            return;
        }

        var limit = Path.GetFileName(target).Split('-')[0] switch
        {
            "vmlinuz" => KernelBytes,
            "initramfs" => InitramfsBytes,
            _ => int.MaxValue,
        };
        File.WriteAllBytes(target, File.ReadAllBytes(path).Take(limit).ToArray());
    }
}
