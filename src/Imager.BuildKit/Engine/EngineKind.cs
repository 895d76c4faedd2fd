namespace Imager.BuildKit;

/// <summary>What listens at an endpoint.</summary>
public enum EngineKind
{
    /// <summary>A Docker engine: HTTP/1.1 with /grpc and /session.</summary>
    Docker,

    /// <summary>A standalone buildkitd: gRPC directly.</summary>
    BuildKit,

    /// <summary>A buildkitd in a container of a Docker engine, reached by running <c>buildctl dial-stdio</c> in it.</summary>
    Container,
}
