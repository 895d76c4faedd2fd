using Imager.BuildKit.Transport;

namespace Imager.BuildKit.Engine;

/// <summary>Open lines to one daemon, and what it can do.</summary>
internal sealed record EngineConnection(
    string Description, IGrpcChannel Channel, ISessionTransport Sessions, EngineAbilities Abilities, Func<Task<string>> DescribeStateAsync);
