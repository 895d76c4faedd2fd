using System.Net;

namespace Imager.Profiles.Network;

/// <summary>A virtual IP shared by machines: <c>vip</c> of an operator.</summary>
public sealed record VipSpec
{
    /// <summary><c>ip</c>: the shared address.</summary>
    public IPAddress? IP { get; init; }

    /// <summary><c>gratuitousARP</c>: announce the address when taking it.</summary>
    public bool? GratuitousArp { get; init; }

    /// <summary><c>equinixMetal</c>: move the address through that cloud's API.</summary>
    public VipEquinixMetalSpec? EquinixMetal { get; init; }

    /// <summary><c>hcloud</c>: move the address through that cloud's API.</summary>
    public VipHCloudSpec? HCloud { get; init; }
}
