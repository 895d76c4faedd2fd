using Imager.Core;
using Imager.Profiles;

namespace Imager.Boot.Tests.Support;

/// <summary>An image to boot: what the imager is asked for, and which loaders it then has.</summary>
public sealed record BootImage(string Name, Architecture Architecture, Bootloader Loader, IReadOnlyList<string> Words)
{
    /// <summary>A profile document of our own instead of a built-in one.</summary>
    public string? ProfileText { get; init; }

    public bool IsIso => ProfileText is null && Words[0] == "iso";

    public int SectorBytes { get; init; } = 512;

    /// <summary>Replaces the document that goes into META 0xa.</summary>
    public Func<string, string> EditNetwork { get; init; } = text => text;

    public string Console => Architecture == Architecture.Arm64 ? "ttyAMA0" : "ttyS0";

    /// <summary>The built-in <c>iso</c> profile.</summary>
    public static BootImage Iso(Architecture architecture, Bootloader loader) =>
        Create("iso", architecture, loader, "iso");

    /// <summary>The built-in <c>metal</c> profile, packed as it is delivered.</summary>
    public static BootImage Metal(Architecture architecture, Bootloader loader, params string[] words) =>
        Create("metal", architecture, loader, ["metal", .. words]);

    /// <summary>The built-in <c>metal-4k</c> profile.</summary>
    public static BootImage Metal4K(Architecture architecture, Bootloader loader) =>
        Create("metal-4k", architecture, loader, "metal-4k") with { SectorBytes = 4096 };

    /// <summary>The metal platform in a container format of the clouds: <c>qcow2</c>, or <c>ova</c> for the VMDK in it.</summary>
    public static BootImage Container(Architecture architecture, Bootloader loader, string format, string formatOptions = "") =>
        Create(format, architecture, loader) with
        {
            ProfileText = $"""
                platform: metal
                secureboot: false
                output:
                  kind: image
                  imageOptions:
                    diskSize: 8589934592
                    diskFormat: {format}
                    diskFormatOptions: '{formatOptions}'
                  outFormat: raw

                """,
        };

    private static BootImage Create(string kind, Architecture architecture, Bootloader loader, params string[] words)
    {
        var name = EnumSpelling.Of(loader);
        return new($"{architecture}-{kind}-{name}", architecture, loader, [.. words, "--bootloader", name]);
    }
}
