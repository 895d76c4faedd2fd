namespace Imager.Profiles.Network;

/// <summary>What a cloud knows about the machine: <c>metadata</c>.</summary>
public sealed record PlatformMetadata
{
    /// <summary><c>platform</c>.</summary>
    public string? Platform { get; init; }

    /// <summary><c>hostname</c>.</summary>
    public string? Hostname { get; init; }

    /// <summary><c>region</c>.</summary>
    public string? Region { get; init; }

    /// <summary><c>zone</c>.</summary>
    public string? Zone { get; init; }

    /// <summary><c>instanceType</c>.</summary>
    public string? InstanceType { get; init; }

    /// <summary><c>instanceId</c>.</summary>
    public string? InstanceId { get; init; }

    /// <summary><c>providerId</c>.</summary>
    public string? ProviderId { get; init; }

    /// <summary><c>spot</c>: the machine may be taken away.</summary>
    public bool? Spot { get; init; }

    /// <summary><c>internalDNS</c>.</summary>
    public string? InternalDns { get; init; }

    /// <summary><c>externalDNS</c>.</summary>
    public string? ExternalDns { get; init; }

    /// <summary><c>tags</c>.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
