namespace Imager.Profiles.Network;

/// <summary>Access to the Hetzner Cloud API: <c>vip.hcloud</c>.</summary>
public sealed record VipHCloudSpec
{
    /// <summary><c>deviceID</c>.</summary>
    public uint? DeviceId { get; init; }

    /// <summary><c>networkID</c>.</summary>
    public uint? NetworkId { get; init; }

    /// <summary><c>apiToken</c>. Whoever can read the image can read it.</summary>
    public string? ApiToken { get; init; }
}
