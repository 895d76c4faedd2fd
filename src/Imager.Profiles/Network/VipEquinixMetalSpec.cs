namespace Imager.Profiles.Network;

/// <summary>Access to the Equinix Metal API: <c>vip.equinixMetal</c>.</summary>
public sealed record VipEquinixMetalSpec
{
    /// <summary><c>projectID</c>.</summary>
    public string? ProjectId { get; init; }

    /// <summary><c>deviceID</c>.</summary>
    public string? DeviceId { get; init; }

    /// <summary><c>apiToken</c>. Whoever can read the image can read it.</summary>
    public string? ApiToken { get; init; }
}
