using System.Security.Cryptography;
using System.Text;
using Imager.Formats.Extents;
using Imager.Formats.Gpt;
using Imager.Plan;

namespace Imager.Assemble;

/// <summary>Gives every part of an image its identity, by label.</summary>
internal sealed class Identities
{
    private readonly byte[]? seed;

    private Identities(byte[]? seed) => this.seed = seed;

    /// <summary>The Talos imager's: a function of the label alone.</summary>
    internal static Identities Fixed { get; } = new(null);

    /// <summary>Assembles once with fixed identities and, where unique ones are wanted, again with those of that content.</summary>
    internal static ExtentMap Assemble(IdentityOptions options, Func<Identities, ExtentMap> assemble, Func<ExtentMap, Guid> identityOf)
    {
        var image = assemble(Fixed);
        return options.IsUnique ? assemble(FromContent(identityOf(image), options.NodeId)) : image;
    }

    /// <summary>The GUID of a disk, partition or file system.</summary>
    internal Guid For(string label) => seed is null
        ? LabelGuid.FromLabel(label)
        : LabelGuid.FromHash(SHA256.HashData([.. seed, .. Encoding.UTF8.GetBytes(label)]));

    /// <summary>The serial number of a FAT volume.</summary>
    internal uint VolumeIdFor(string label) => BitConverter.ToUInt32(For(label).ToByteArray());

    private static Identities FromContent(Guid content, string nodeId) =>
        new([.. SHA256.HashData([.. content.ToByteArray(), .. Encoding.UTF8.GetBytes(nodeId)])]);
}
