using Imager.Core;
using Imager.Profiles.Schema;
using Imager.Profiles.Yaml;
using YamlDotNet.Core;

namespace Imager.Profiles.Overlays;

/// <summary>Reads the answer of an overlay's program; keys that nobody knows are passed over, as the Talos imager does.</summary>
public static class OverlayReplyReader
{
    /// <summary>More than 1 GiB before the first partition is a mistake.</summary>
    private const long MaxOffsetSectors = 1 << 21;

    private static readonly TextCodec Text = new();

    private static readonly ObjectCodec<OverlayPartitionOptions> Partitions = new("partitionOptions", isPointer: false,
    [
        Field<OverlayPartitionOptions>.Optional("offset", Text, "Sectors kept free.",
            o => o.Offset?.ToString(System.Globalization.CultureInfo.InvariantCulture), (o, v) => o with { Offset = v is string text ? ParseOffset(text) : null }),
    ]);

    private static readonly ObjectCodec<OverlayReply> Document = new("overlayReply", isPointer: false,
    [
        Field<OverlayReply>.Optional("name", Text, "Name.", o => o.Name, (o, v) => o with { Name = (string?)v }),
        Field<OverlayReply>.Optional("kernelArgs", new ListCodec<string>(Text), "Kernel arguments.",
            o => o.KernelArgs, (o, v) => o with { KernelArgs = (IReadOnlyList<string>?)v }),
        Field<OverlayReply>.Optional("partitionOptions", Partitions, "Partition table.",
            o => o.PartitionOptions, (o, v) => o with { PartitionOptions = (OverlayPartitionOptions?)v }),
    ]);

    /// <summary>Reads an answer; an empty one asks for nothing.</summary>
    /// <exception cref="InvalidInputException">It is no YAML, or a value is of the wrong kind.</exception>
    public static OverlayReply Read(string text, string sourceName)
    {
        var context = new ReadContext(sourceName, isLenient: true);
        try
        {
            var (root, _) = YamlNodeReader.ReadFirst(text, sourceName);
            var reply = root is null ? null : (OverlayReply?)Document.Read(root, string.Empty, context);
            ProfileProblem.ThrowIfAnyError(context.Problems);
            return reply ?? new OverlayReply();
        }
        catch (YamlException error)
        {
            throw new InvalidInputException("IMG2052", $"{sourceName}: the answer is not YAML: {error.Message}", error);
        }
    }

    private static long ParseOffset(string text) =>
        long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var sectors) && sectors is >= 0 and <= MaxOffsetSectors
            ? sectors
            : throw new InvalidInputException(
                "IMG2053", $"the overlay's partitionOptions.offset is \"{text}\"; it must be a number of sectors from 0 to {MaxOffsetSectors}.");
}
