using System.Runtime.CompilerServices;

namespace Imager.Formats.Extents;

/// <summary>Tells whether two sources are the same bytes without reading them: the same object, map or
/// memory.</summary>
internal sealed class SourceIdentity : IEqualityComparer<ByteSource>
{
    internal static SourceIdentity Comparer { get; } = new();

    public bool Equals(ByteSource? x, ByteSource? y) => (x, y) switch
    {
        (ExtentMapSource left, ExtentMapSource right) => ReferenceEquals(left.Map, right.Map),
        (MemorySource left, MemorySource right) => left.Bytes.Equals(right.Bytes),
        _ => ReferenceEquals(x, y),
    };

    public int GetHashCode(ByteSource obj) => obj switch
    {
        ExtentMapSource nested => RuntimeHelpers.GetHashCode(nested.Map),
        MemorySource memory => memory.Bytes.GetHashCode(),
        _ => RuntimeHelpers.GetHashCode(obj),
    };
}
