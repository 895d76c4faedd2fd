using Imager.BuildKit.Transport;

namespace Imager.BuildKit.Engine;

/// <summary>Open lines to one daemon, and what it can do.</summary>
internal sealed record EngineConnection(
    string Description,
    IGrpcChannel Channel,
    ISessionTransport Sessions,
    EngineAbilities Abilities,
    Func<Task<string>>? AskStateAsync)
{
    /// <summary>A sentence on what has become of the engine, or nothing.</summary>
    public Task<string> DescribeStateAsync() => AskStateAsync?.Invoke() ?? Task.FromResult(string.Empty);
}
