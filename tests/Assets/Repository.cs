namespace Imager.Tests.Assets;

/// <summary>Where the repository and its boot assets are; compiled into the projects that need them.</summary>
internal static class Repository
{
    /// <summary>The folder around the compiled tests that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>IMAGER_ASSETS, else what <c>./build.sh</c> left in <c>artifacts/</c>.</summary>
    public static string AssetFolder { get; } =
        Environment.GetEnvironmentVariable("IMAGER_ASSETS") is { Length: > 0 } folder ? folder : Path.Combine(Root, "artifacts");

    private static readonly string[] AssetNames =
        ["vmlinuz-{0}", "initramfs-{0}.xz", "sd-stub-{0}.efi", "sd-boot-{0}.efi", "grub-{0}"];

    /// <summary>The boot assets of an architecture, as paths.</summary>
    public static IEnumerable<string> AssetPaths(string architecture) =>
        AssetNames.Select(name => Path.Combine(AssetFolder, string.Format(name, architecture)));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Imager.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException($"no Imager.sln above {AppContext.BaseDirectory}");
    }
}
