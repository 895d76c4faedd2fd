namespace Imager.BuildKit.Transport;

/// <summary>gRPC status codes we tell apart.</summary>
internal enum GrpcCode
{
    Ok = 0,
    Canceled = 1,
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
}

/// <summary>A call that ended with another status than OK; never leaves this assembly.</summary>
internal sealed class GrpcException(GrpcCode code, string message, ReadOnlyMemory<byte> details = default)
    : Exception(message)
{
    public GrpcCode Code { get; } = code;

    /// <summary>The serialized google.rpc.Status, or empty.</summary>
    public ReadOnlyMemory<byte> Details { get; } = details;
}
