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
    internal static ExtentMap Assemble(IdentityOptions options, Func<Identities, ExtentMap> assemble)
    {
        var image = assemble(Fixed);
        return options.IsUnique ? assemble(FromContent(image, options.NodeId)) : image;
    }

    /// <summary>The GUID of a disk, partition or file system.</summary>
    internal Guid For(string label) => seed is null
        ? LabelGuid.FromLabel(label)
        : LabelGuid.FromHash(SHA256.HashData([.. seed, .. Encoding.UTF8.GetBytes(label)]));

    /// <summary>The serial number of a FAT volume.</summary>
    internal uint VolumeIdFor(string label) => BitConverter.ToUInt32(For(label).ToByteArray());

    private static Identities FromContent(ExtentMap image, string nodeId)
    {
        var content = ContentIdentity.Of(image).ToByteArray();
        return new Identities([.. SHA256.HashData([.. content, .. Encoding.UTF8.GetBytes(nodeId)])]);
    }
}
