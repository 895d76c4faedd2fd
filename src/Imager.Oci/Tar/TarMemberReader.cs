using Imager.Core;

namespace Imager.Oci.Tar;

/// <summary>Reads a tar forwards: ustar, pax, GNU and old tar. Contents may be read or are skipped.</summary>
/// <remarks>
/// Made for archives of strangers: nothing is allocated by a claimed size except extension headers, which are bounded. Own code because
/// the runtime's reader turns binary attribute values (<c>security.capability</c>) into text. Does not own the stream.
/// </remarks>
internal sealed class TarMemberReader(Stream stream, string origin)
{
    private const int MaxExtensionBytes = 1024 * 1024;
    private const int SkipBufferBytes = 64 * 1024;

    private readonly byte[] _header = new byte[TarFields.BlockBytes];
    private readonly PaxExtensions _global = new();
    private byte[]? _skipBuffer;
    private long _positionBytes;
    private long _contentLeftBytes;
    private long _paddingBytes;

    /// <summary>The next member, or null at the end mark or the end of the stream.</summary>
    /// <exception cref="InvalidInputException">The archive is damaged or truncated.</exception>
    /// <exception cref="UnsupportedException">A sparse file, an unknown kind of member or a name that is not UTF-8.</exception>
    internal TarMember? Next()
    {
        var pax = _global.Clone();
        while (ReadHeader())
        {
            var type = (char)_header[TarFields.Type];
            var sizeBytes = TarFields.Number(_header.AsSpan(TarFields.Size), "size", origin);
            switch (type)
            {
                case 'x':
                    pax.Read(Extension(sizeBytes), origin);
                    break;
                case 'g':
                    _global.Read(Extension(sizeBytes), origin);
                    pax = _global.Clone();
                    break;
                case 'L':
                    pax.SetText("path", Extension(sizeBytes));
                    break;
                case 'K':
                    pax.SetText("linkpath", Extension(sizeBytes));
                    break;
                default:
                    return Member(type, sizeBytes, pax);
            }
        }

        return null;
    }

    /// <summary>Reads content of the present member; 0 at its end.</summary>
    internal int ReadContent(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, _contentLeftBytes);
        if (wanted == 0)
        {
            return 0;
        }

        var count = stream.Read(buffer[..wanted]);
        if (count == 0)
        {
            throw Truncated(_contentLeftBytes);
        }

        _contentLeftBytes -= count;
        _positionBytes += count;
        return count;
    }

    /// <summary>Reads what follows the end mark, so that whoever hashes the stream sees all of it.</summary>
    internal void Drain()
    {
        var buffer = _skipBuffer ??= new byte[SkipBufferBytes];
        while (stream.Read(buffer) > 0)
        {
        }
    }

    private TarMember Member(char type, long headerSizeBytes, PaxExtensions pax)
    {
        var path = pax.Text("path", origin) ?? NameOf(_header);
        var kind = KindOf(type, path, pax);
        var sizeBytes = kind == TarKind.File ? pax.Number("size", origin) ?? headerSizeBytes : 0;
        if (sizeBytes < 0)
        {
            throw TarFields.Bad("pax size", [], origin);
        }

        if (kind == TarKind.Directory && type != '5' && headerSizeBytes > 0)
        {
            throw new InvalidInputException(
                "IMG2999",
                $"{origin}: \"{path}\" is a directory by its name and has content by its size; readers would not agree on what follows.");
        }

        _contentLeftBytes = sizeBytes;
        _paddingBytes = (TarFields.BlockBytes - (sizeBytes % TarFields.BlockBytes)) % TarFields.BlockBytes;
        return new TarMember(path, kind)
        {
            LinkTarget = pax.Text("linkpath", origin) ?? TarFields.Text(_header.AsSpan(TarFields.LinkName), origin),
            Mode = (int)(Number(TarFields.Mode, "mode") & 0xFFF),
            UserId = ToId(pax.Number("uid", origin) ?? Number(TarFields.UserId, "uid")),
            GroupId = ToId(pax.Number("gid", origin) ?? Number(TarFields.GroupId, "gid")),
            ModifiedSeconds = pax.Number("mtime", origin) ?? Number(TarFields.Modified, "mtime"),
            DeviceMajor = kind is TarKind.CharacterDevice or TarKind.BlockDevice ? ToId(Number(TarFields.DeviceMajor, "devmajor")) : 0,
            DeviceMinor = kind is TarKind.CharacterDevice or TarKind.BlockDevice ? ToId(Number(TarFields.DeviceMinor, "devminor")) : 0,
            SizeBytes = sizeBytes,
            ContentOffsetBytes = _positionBytes,
            Xattrs = pax.Xattrs,
        };
    }

    private TarKind KindOf(char type, string path, PaxExtensions pax)
    {
        if (type == 'S' || pax.IsGnuSparse)
        {
            throw new UnsupportedException(
                "IMG3433",
                $"{origin}: \"{path}\" is a sparse file of GNU tar, which layers do not use.");
        }

        return type switch
        {
            '0' or '\0' or '7' => path.EndsWith('/') ? TarKind.Directory : TarKind.File,
            '1' => TarKind.HardLink,
            '2' => TarKind.Symlink,
            '3' => TarKind.CharacterDevice,
            '4' => TarKind.BlockDevice,
            '5' => TarKind.Directory,
            '6' => TarKind.Fifo,
            _ => throw new UnsupportedException(
                "IMG3434",
                $"{origin}: \"{path}\" is a tar member of the unknown type '{type}'."),
        };
    }

    private string NameOf(ReadOnlySpan<byte> header)
    {
        var name = TarFields.Text(header[TarFields.Name], origin);
        var isUstar = header[TarFields.Magic].StartsWith("ustar\0"u8);
        var prefix = isUstar ? TarFields.Text(header[TarFields.Prefix], origin) : string.Empty;
        return prefix.Length > 0 ? $"{prefix}/{name}" : name;
    }

    private bool ReadHeader()
    {
        Skip();
        var count = stream.ReadAtLeast(_header, _header.Length, throwOnEndOfStream: false);
        _positionBytes += count;
        if (count == 0 || (count == _header.Length && !_header.AsSpan().ContainsAnyExcept((byte)0)))
        {
            return false;
        }

        if (count < _header.Length)
        {
            throw Truncated(_header.Length - count);
        }

        if (Number(TarFields.Checksum, "checksum") != TarFields.Sum(_header))
        {
            throw new InvalidInputException(
                "IMG2970",
                $"{origin}: the tar header at byte {_positionBytes - count} has a wrong checksum; this is no tar, or it is damaged.");
        }

        return true;
    }

    private byte[] Extension(long sizeBytes)
    {
        if (sizeBytes > MaxExtensionBytes)
        {
            throw new InvalidInputException(
                "IMG2971", $"{origin}: a tar extension header claims {sizeBytes} bytes; at most {MaxExtensionBytes} are read.");
        }

        var bytes = new byte[sizeBytes];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) is var count && count < bytes.Length)
        {
            throw Truncated(bytes.Length - count);
        }

        _positionBytes += sizeBytes;
        _contentLeftBytes = 0;
        _paddingBytes = (TarFields.BlockBytes - (sizeBytes % TarFields.BlockBytes)) % TarFields.BlockBytes;
        return bytes;
    }

    private void Skip()
    {
        var leftBytes = _contentLeftBytes + _paddingBytes;
        if (stream.CanSeek && leftBytes > SkipBufferBytes && stream.Position + leftBytes <= stream.Length)
        {
            stream.Seek(leftBytes, SeekOrigin.Current);
            _positionBytes += leftBytes;
            leftBytes = 0;
        }

        var buffer = leftBytes > 0 ? _skipBuffer ??= new byte[SkipBufferBytes] : [];
        while (leftBytes > 0)
        {
            var count = stream.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, leftBytes)));
            if (count == 0 && leftBytes <= _paddingBytes)
            {
                // Some tools (umoci insert) end a layer with the last byte of content, without padding and end mark; Go's reader takes that, too.
                break;
            }

            if (count == 0)
            {
                throw Truncated(leftBytes);
            }

            leftBytes -= count;
            _positionBytes += count;
        }

        _contentLeftBytes = 0;
        _paddingBytes = 0;
    }

    private long Number(Range field, string name) => TarFields.Number(_header.AsSpan(field), name, origin);

    private int ToId(long value) => value is >= 0 and <= int.MaxValue
        ? (int)value
        : throw new UnsupportedException(
            "IMG3435",
            $"{origin}: the tar header holds the id {value}; ids go from 0 to {int.MaxValue}.");

    private InvalidInputException Truncated(long missingBytes) => new(
        "IMG2972",
        $"{origin}: the tar ends at byte {_positionBytes}, {missingBytes} bytes before its last member does. It is truncated.");
}
