using Imager.Formats.Extents;
using Imager.Formats.Iso9660;

namespace Imager.Inspect;

/// <summary>Recognises what an unwrapped image or a volume holds.</summary>
internal static class ImageNodes
{
    private const int ShownHeadBytes = 16;

    /// <summary>Describes a whole image.</summary>
    internal static InspectNode Describe(ByteSource source, LayerReader layers, InspectSession session)
    {
        session.Count();
        return (IsoReader.IsIso(source) ? IsoNodes.Describe(source, session) : null)
            ?? (CpioNodes.IsCpio(source, 0) || LayerReader.IsCompressedInitramfs(source) ? CpioNodes.Describe(source, layers, session) : null)
            ?? DiskNodes.TryDescribe(source, session)
            ?? ProgramNodes.TryDescribe(source, session)
            ?? DescribeVolume(source, session)
            ?? (TarDisk.IsTar(source) ? Tar(source, session) : null)
            ?? Unknown(source);
    }

    /// <summary>Describes the content of a partition, or returns null when it is in no known format.</summary>
    internal static InspectNode? DescribeVolume(ByteSource source, InspectSession session)
    {
        session.Count();
        return FileSystemNodes.TryDescribe(source, session)
            ?? (MetaNodes.IsMeta(source) ? MetaNodes.Describe(source, session) : null)
            ?? (IsoReader.IsIso(source) ? IsoNodes.DescribeVolume(source, session) : null);
    }

    private static InspectNode Tar(ByteSource source, InspectSession session)
    {
        var members = TarDisk.ReadMembers(source);
        session.Count(members.Count);
        return new(InspectKind.Tar) { SizeBytes = source.LengthBytes, Children = members };
    }

    private static InspectNode Unknown(ByteSource source)
    {
        var head = InspectSession.Head(source, ShownHeadBytes);
        return new(InspectKind.Unknown)
        {
            SizeBytes = source.LengthBytes,
            Facts = [InspectFact.Of("begins with", Convert.ToHexStringLower(head))],
        };
    }
}
