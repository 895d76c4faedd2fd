using Imager.Build.Make;

namespace Imager.Build.Kernels;

/// <summary>The goals of the kernel's configuration that <c>kernel-NAME</c> takes.</summary>
public sealed class ConfigurationGoals : IStemSource
{
    /// <summary>Those with a screen of their own.</summary>
    public static IReadOnlyList<string> Interactive { get; } = ["menuconfig", "nconfig"];

    /// <summary>Those that only print.</summary>
    public static IReadOnlyList<string> Listing { get; } = ["helpnewconfig", "listnewconfig"];

    public IReadOnlyList<string> Stems { get; } =
    [
        .. new[]
        {
            "menuconfig", "nconfig", "helpnewconfig", "listnewconfig", "olddefconfig", "savedefconfig", "defconfig",
            "mod2noconfig", "mod2yesconfig", "yes2modconfig",
        }.Order(StringComparer.Ordinal),
    ];
}
