using System.Diagnostics.CodeAnalysis;

namespace Imager.Profiles;

/// <summary>The places an image can run, by their name in <c>platform</c>.</summary>
public static class Platforms
{
    private static readonly string[] Since17 = ["akamai", "alibabacloud", "cloudstack", "opennebula"];

    private static readonly string[] Canonical =
    [
        "akamai", "alibabacloud", "aws", "azure", "cloudstack", "container", "digital-ocean", "equinixMetal",
        "exoscale", "gcp", "hcloud", "metal", "nocloud", "opennebula", "openstack", "oracle", "scaleway", "upcloud",
        "vmware", "vultr",
    ];

    /// <summary>Every accepted name, sorted; <c>packet</c> is another name of <c>equinixMetal</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Canonical.Append("packet").Order(StringComparer.Ordinal)];

    /// <summary>The name the OS is told (<c>talos.platform</c>) for an accepted name.</summary>
    public static bool TryGetCanonicalName(string? platform, [NotNullWhen(true)] out string? canonicalName)
    {
        canonicalName = platform == "packet" ? "equinixMetal" : Canonical.FirstOrDefault(name => name == platform);
        return canonicalName is not null;
    }

    /// <summary>Whether the OS of a target version knows the platform; four came after v1.6.</summary>
    public static bool IsKnownTo(VersionGates gates, string canonicalName) =>
        !gates.IsVersion16OrOlder || !Since17.Contains(canonicalName);
}
