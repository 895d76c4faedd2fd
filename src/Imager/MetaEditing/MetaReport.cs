using Imager.Formats.Meta;
using Imager.Profiles.Meta;

namespace Imager.MetaEditing;

/// <summary>The META values of an image.</summary>
/// <remarks>
/// <c>Place</c>: where they are, for people. <c>Values</c>: ascending by key in a partition, in list order on a command line.
/// <c>Problems</c>: what is damaged; the values are those that the OS would use.
/// </remarks>
public sealed record MetaReport(string Place, IReadOnlyList<AdvEntry> Values, IReadOnlyList<string> Problems)
{
    internal static MetaReport FromValues(string place, IEnumerable<MetaValue> values) =>
        new(place, [.. values.Select(value => new AdvEntry(value.Key, System.Text.Encoding.UTF8.GetBytes(value.Value)))], []);
}
