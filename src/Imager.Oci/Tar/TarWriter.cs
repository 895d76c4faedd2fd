using System.Text;
using Imager.Core;
using Imager.Oci.Layers;

namespace Imager.Oci.Tar;

/// <summary>Writes a tar forwards: ustar where it fits, else a pax header under a fixed name. No clock, no process id, no user names.</summary>
/// <remarks>POSIX.1-2017 pax. The archive ends with two zero blocks and no further padding, as container tools write layers.</remarks>
internal sealed class TarWriter(Stream stream)
{
    private const int CopyBufferBytes = 128 * 1024;
    private const long MaxOctal8 = 0x1F_FFFF;                  // seven octal digits
    private const long MaxOctal12 = 0x1_FFFF_FFFF;             // eleven octal digits

    private byte[]? _copyBuffer;

    /// <summary>One member with its content.</summary>
    /// <exception cref="FileAccessException">The content has another length than the entry says.</exception>
    internal void Write(LayerEntry entry)
    {
        var (name, link) = (NameOf(entry), entry.LinkTarget ?? string.Empty);
        var pax = PaxRecords(entry, name, link);
        if (pax.Count > 0)
        {
            WriteHeader(entry, "PaxHeaders.0/" + LastPart(entry.Path), string.Empty, 'x', pax.Count);
            stream.Write([.. pax]);
            Pad(pax.Count);
        }

        WriteHeader(entry, name, link, TypeOf(entry.Kind), entry.SizeBytes);
        if (entry.SizeBytes > 0)
        {
            Copy(entry);
            Pad(entry.SizeBytes);
        }
    }

    internal void Finish() => stream.Write(new byte[2 * TarFields.BlockBytes]);

    private void Copy(LayerEntry entry)
    {
        using var content = entry.OpenContent();
        var buffer = _copyBuffer ??= new byte[CopyBufferBytes];
        var copiedBytes = 0L;
        while (content.Read(buffer) is > 0 and var count)
        {
            copiedBytes += count;
            if (copiedBytes > entry.SizeBytes)
            {
                break;
            }

            stream.Write(buffer.AsSpan(0, count));
        }

        if (copiedBytes != entry.SizeBytes)
        {
            throw new FileAccessException(
                "IMG6506",
                $"{entry.Path}: {copiedBytes} bytes or more came where {entry.SizeBytes} were announced; the source changed while it was read.");
        }
    }

    private void WriteHeader(LayerEntry entry, string name, string link, char type, long sizeBytes)
    {
        Span<byte> header = stackalloc byte[TarFields.BlockBytes];
        header.Clear();
        PutText(header[TarFields.Name], name);
        TarFields.WriteOctal(header[TarFields.Mode], entry.Mode);
        TarFields.WriteOctal(header[TarFields.UserId], entry.UserId <= MaxOctal8 ? entry.UserId : 0);
        TarFields.WriteOctal(header[TarFields.GroupId], entry.GroupId <= MaxOctal8 ? entry.GroupId : 0);
        TarFields.WriteOctal(header[TarFields.Size], sizeBytes <= MaxOctal12 ? sizeBytes : 0);
        TarFields.WriteOctal(header[TarFields.Modified], Math.Clamp(entry.ModifiedSeconds, 0, MaxOctal12));
        header[TarFields.Type] = (byte)type;
        PutText(header[TarFields.LinkName], link);
        "ustar\000"u8.CopyTo(header[TarFields.Magic]);
        TarFields.WriteOctal(header[TarFields.DeviceMajor], 0);
        TarFields.WriteOctal(header[TarFields.DeviceMinor], 0);
        TarFields.WriteOctal(header[TarFields.Checksum][..7], TarFields.Sum(header));
        header[TarFields.Checksum][7] = (byte)' ';
        stream.Write(header);
    }

    private static List<byte> PaxRecords(LayerEntry entry, string name, string link)
    {
        var records = new List<byte>();
        if (!FitsText(name, TarFields.Name))
        {
            PaxExtensions.Append(records, "path", Encoding.UTF8.GetBytes(name));
        }

        if (!FitsText(link, TarFields.LinkName))
        {
            PaxExtensions.Append(records, "linkpath", Encoding.UTF8.GetBytes(link));
        }

        AppendNumber(records, "size", entry.SizeBytes, MaxOctal12);
        AppendNumber(records, "uid", entry.UserId, MaxOctal8);
        AppendNumber(records, "gid", entry.GroupId, MaxOctal8);
        AppendNumber(records, "mtime", entry.ModifiedSeconds, MaxOctal12);
        foreach (var xattr in entry.Xattrs.OrderBy(xattr => xattr.Name, StringComparer.Ordinal))
        {
            PaxExtensions.AppendXattr(records, xattr.Name, xattr.Value.Span);
        }

        return records;
    }

    private static void AppendNumber(List<byte> records, string key, long value, long max)
    {
        if (value < 0 || value > max)
        {
            PaxExtensions.Append(records, key, Encoding.ASCII.GetBytes($"{value}"));
        }
    }

    private static bool FitsText(string text, Range field) =>
        Ascii.IsValid(text) && text.Length <= field.End.Value - field.Start.Value;

    /// <summary>Writes what fits; where it does not, a pax record holds the whole and this is what old readers see.</summary>
    private static void PutText(Span<byte> field, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        bytes.AsSpan(0, Math.Min(bytes.Length, field.Length)).CopyTo(field);
    }

    private void Pad(long sizeBytes)
    {
        var padding = (int)((TarFields.BlockBytes - (sizeBytes % TarFields.BlockBytes)) % TarFields.BlockBytes);
        stream.Write(new byte[padding]);
    }

    private static string NameOf(LayerEntry entry) => entry.Kind == NodeKind.Directory ? entry.Path + "/" : entry.Path;

    private static string LastPart(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static char TypeOf(NodeKind kind) => kind switch
    {
        NodeKind.File => '0',
        NodeKind.HardLink => '1',
        NodeKind.Symlink => '2',
        NodeKind.Directory => '5',
        _ => throw new UnsupportedException(
            "IMG3436",
            $"layers that we write hold no {kind}; only files, directories and links."),
    };
}
