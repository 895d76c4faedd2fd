using System.Security.Cryptography;
using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tar;
using Imager.Formats.Vmdk;

namespace Imager.Formats.Ova;

/// <summary>Reads an OVA: its members, the descriptor's text, and the disk.</summary>
/// <remarks><c>Members</c>: in the order of the archive, pointing into it.</remarks>
public sealed record OvaReader(IReadOnlyList<OvaMember> Members)
{
    private const int MaxMembers = 64;
    private const int MaxTextBytes = 4 << 20;

    /// <summary>The OVF descriptor, which must be the first member.</summary>
    public string Descriptor => Text(Members[0]);

    /// <summary>Whether the bytes are a tar whose first member is an OVF descriptor.</summary>
    public static bool IsOva(ByteSource file)
    {
        var block = file.ReadAtMost(0, TarHeader.BlockBytes);
        return block.Length == TarHeader.BlockBytes
            && block.AsSpan(257).StartsWith("ustar"u8)
            && Encoding.ASCII.GetString(block, 0, 100).TrimEnd('\0').EndsWith(".ovf", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads the members' headers.</summary>
    /// <exception cref="InvalidInputException">Not an OVA, or a damaged one.</exception>
    public static OvaReader Open(ByteSource file)
    {
        if (!IsOva(file))
        {
            throw new InvalidInputException("IMG2372", "not an OVA: the first member of the tar must be an .ovf descriptor.");
        }

        var members = new List<OvaMember>();
        for (var offset = 0L; ;)
        {
            var block = file.ReadAtMost(offset, TarHeader.BlockBytes);
            if (block.Length < TarHeader.BlockBytes || OvaMemberHeader.Read(block, offset) is not { } header)
            {
                return new OvaReader(members);
            }

            var content = offset + TarHeader.BlockBytes;
            if (header.SizeBytes > file.LengthBytes - content || members.Count == MaxMembers)
            {
                throw new InvalidInputException(
                    "IMG2373",
                    $"OVA: member \"{header.Name}\" at byte {offset} has {header.SizeBytes} bytes, more than the file holds, "
                    + $"or there are more than {MaxMembers} members.");
            }

            members.Add(new OvaMember(header.Name, file.Slice(content, header.SizeBytes)));
            offset = content + OvaMemberHeader.PaddedBytes(header.SizeBytes);
        }
    }

    /// <summary>The disk inside the first VMDK.</summary>
    /// <exception cref="InvalidInputException">There is no VMDK, or it is damaged.</exception>
    public ExtentMap OpenDisk() =>
        VmdkReader.Open(
            Members.FirstOrDefault(member => member.Name.EndsWith(".vmdk", StringComparison.OrdinalIgnoreCase))?.Content
            ?? throw new InvalidInputException("IMG2374", "OVA: no member is a .vmdk disk.")).Disk;

    /// <summary>Hashes every member that the manifest names and returns those that differ or are missing.</summary>
    /// <exception cref="InvalidInputException">A line of the manifest is not <c>SHA256(name)= hex</c>.</exception>
    public IReadOnlyList<string> FindManifestMismatches()
    {
        var manifest = Members.FirstOrDefault(member => member.Name.EndsWith(".mf", StringComparison.OrdinalIgnoreCase));
        var wrong = new List<string>();
        foreach (var line in (manifest is null ? string.Empty : Text(manifest)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.TrimEnd('\r').Split(['(', ')'], 3);
            if (parts.Length != 3 || parts[0] != "SHA256")
            {
                throw new InvalidInputException("IMG2375", $"OVA manifest: \"{line}\" is not of the form SHA256(name)= hex.");
            }

            var member = Members.FirstOrDefault(candidate => candidate.Name == parts[1]);
            if (member is null || !parts[2].TrimStart('=', ' ').Equals(Hash(member.Content), StringComparison.OrdinalIgnoreCase))
            {
                wrong.Add(parts[1]);
            }
        }

        return wrong;
    }

    private static string Text(OvaMember member) =>
        member.Content.LengthBytes <= MaxTextBytes
            ? Encoding.UTF8.GetString(member.Content.ToArray())
            : throw new InvalidInputException(
                "IMG2376", $"OVA: \"{member.Name}\" has {member.Content.LengthBytes} bytes of text; at most {MaxTextBytes} are read.");

    private static string Hash(ByteSource content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (var offset = 0L; offset < content.LengthBytes; offset += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, content.LengthBytes - offset));
            content.ReadExactly(offset, part);
            hash.AppendData(part);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
