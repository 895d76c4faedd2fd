using Imager.Tests.Assets;

namespace Imager.Boot.Tests.Support;

/// <summary>Where images and serial logs go.</summary>
public static class BootPaths
{
    /// <summary>What each machine wrote on its console, one file per case; kept.</summary>
    public static string SerialLogs { get; } = Path.Combine(Repository.Root, "artifacts", "test-results", "serial");

    /// <summary>Images and machines' scratch files of this test process.</summary>
    public static string Work { get; } = Path.Combine(AppContext.BaseDirectory, "images");

    /// <summary>The long example of the user's document: a bond of two links, three addresses, three routes.</summary>
    public static string NetworkDocument { get; } = Path.Combine(AppContext.BaseDirectory, "Fixtures", "network.yaml");
}
