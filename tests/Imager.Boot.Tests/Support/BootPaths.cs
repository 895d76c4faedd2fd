namespace Imager.Boot.Tests.Support;

/// <summary>Where the boot assets come from and where images and serial logs go.</summary>
public static class BootPaths
{
    /// <summary>The repository: the folder around the compiled tests that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>IMAGER_ASSETS, else what <c>./build.sh</c> left in <c>artifacts/</c>.</summary>
    public static string Assets { get; } =
        Environment.GetEnvironmentVariable("IMAGER_ASSETS") is { Length: > 0 } folder ? folder : Path.Combine(Root, "artifacts");

    /// <summary>What each machine wrote on its console, one file per case; kept.</summary>
    public static string SerialLogs { get; } = Path.Combine(Root, "artifacts", "test-results", "serial");

    /// <summary>Images and machines' scratch files of this test process.</summary>
    public static string Work { get; } = Path.Combine(AppContext.BaseDirectory, "images");

    /// <summary>The long example of the user's document: a bond of two links, three addresses, three routes.</summary>
    public static string NetworkDocument { get; } = Path.Combine(AppContext.BaseDirectory, "Fixtures", "network.yaml");

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
