using Imager.Core;
using Imager.Oci.Storage;

namespace Imager.Oci.Tar;

/// <summary>The files of an archive on disk by name, so that they can be read in any order without unpacking.</summary>
internal sealed class TarFileIndex
{
    private const int MaxMembers = 100_000;
    private const int MaxLinks = 8;

    private readonly string _path;
    private readonly Dictionary<string, TarMember> _members = new(StringComparer.Ordinal);

    private TarFileIndex(string path) => _path = path;

    /// <summary>Reads all headers.</summary>
    /// <exception cref="FileAccessException">The file cannot be read.</exception>
    /// <exception cref="InvalidInputException">It is no tar, truncated, or has too many members.</exception>
    internal static TarFileIndex Read(string path)
    {
        var index = new TarFileIndex(path);
        using var stream = index.Open();
        var magic = new byte[2];
        if (stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == 2 && magic is [0x1F, 0x8B])
        {
            throw new UnsupportedException(
                "IMG3437",
                $"{path}: the archive as a whole is gzip-compressed; decompress it first (gunzip {path}).");
        }

        stream.Position = 0;
        var reader = new TarMemberReader(stream, path);
        while (reader.Next() is { } member)
        {
            if (index._members.Count >= MaxMembers)
            {
                throw new InvalidInputException(
                    "IMG2973",
                    $"{path}: more than {MaxMembers} members; this is no image archive.");
            }

            index._members[Normalize(member.Path)] = member;
        }

        return index;
    }

    internal bool Contains(string name) => Find(name) is not null;

    internal long SizeOf(string name) => Get(name).SizeBytes;

    /// <summary>The content of a member, readable from any offset.</summary>
    internal Stream OpenMember(string name, long fromByte)
    {
        var member = Get(name);
        return new FileSliceStream(Open(), member.ContentOffsetBytes + fromByte, member.SizeBytes - fromByte);
    }

    private TarMember Get(string name) => Find(name) ?? throw new InvalidInputException(
        "IMG2974", $"{_path}: the archive's index names \"{name}\", but there is no such file in it.");

    private TarMember? Find(string name)
    {
        name = Normalize(name);
        for (var links = 0; links < MaxLinks; links++)
        {
            if (!_members.TryGetValue(name, out var member))
            {
                return null;
            }

            switch (member.Kind)
            {
                case TarKind.File:
                    return member;
                case TarKind.HardLink:
                    name = Normalize(member.LinkTarget);
                    break;
                case TarKind.Symlink:                          // docker save links a layer that an earlier image has: ../ID/layer.tar
                    name = Normalize($"{name[..(name.LastIndexOf('/') + 1)]}{member.LinkTarget}");
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Plain names joined by '/'; a <c>..</c> takes the name before it away and stops at the archive's root.</summary>
    private static string Normalize(string name)
    {
        var parts = new List<string>();
        foreach (var part in name.Split('/').Where(part => part is not ("" or ".")))
        {
            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return string.Join('/', parts);
    }

    private FileStream Open()
    {
        try
        {
            return new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6507", $"{_path}: cannot be read: {error.Message}", error);
        }
    }
}
