using Imager.Formats.Gpt;

namespace Imager.Assemble;

/// <summary>FAT serial numbers: 32 bits, the same for every image like the partitions' GUIDs.</summary>
internal static class VolumeIds
{
    /// <summary>The first four bytes of the label's GUID.</summary>
    internal static uint ForLabel(string label) => BitConverter.ToUInt32(LabelGuid.FromLabel(label).ToByteArray());
}
