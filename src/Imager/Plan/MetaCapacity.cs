using System.Text;
using Imager.Core;
using Imager.Formats.Meta;
using Imager.Profiles.Meta;

namespace Imager.Plan;

/// <summary>Whether META values fit into the META partition; asked while planning, before any work.</summary>
internal static class MetaCapacity
{
    /// <exception cref="InvalidInputException">The values and their headers take more than the partition holds.</exception>
    internal static void Check(IReadOnlyList<MetaValue> values)
    {
        // The last of equal keys is the one that is written.
        var sizes = values.GroupBy(value => value.Key)
            .Select(group => (group.Key, Bytes: Encoding.UTF8.GetByteCount(group.Last().Value)))
            .ToList();
        var usedBytes = sizes.Sum(size => (long)size.Bytes + AdvPartition.EntryHeaderBytes);
        if (usedBytes > AdvPartition.CapacityBytes)
        {
            throw new InvalidInputException(
                "IMG2744",
                $"the META values take {usedBytes} bytes and the META partition holds {AdvPartition.CapacityBytes}: "
                + string.Join(" + ", sizes.Select(size => $"{MetaKey.Describe(size.Key)} {size.Bytes}"))
                + $", and {AdvPartition.EntryHeaderBytes} for each. Shorten them.");
        }
    }
}
