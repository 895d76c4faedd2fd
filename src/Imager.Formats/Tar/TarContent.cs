namespace Imager.Formats.Tar;

/// <summary>One member's content as far as it was read; a sparse file's holes come out as zeros.</summary>
internal sealed class TarContent(
    TarBlocks blocks, long storedBytes, long sizeBytes, IReadOnlyList<(long OffsetBytes, long LengthBytes)>? stretches)
{
    private readonly int paddingBytes = (int)(-storedBytes & (TarHeader.BlockBytes - 1));
    private long storedLeft = storedBytes;
    private long position;
    private int stretch;

    internal int Read(Span<byte> buffer)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, sizeBytes - position)];
        if (wanted.IsEmpty)
        {
            return 0;
        }

        var (isHole, runBytes) = Run();
        wanted = wanted[..(int)Math.Min(wanted.Length, runBytes)];
        if (isHole)
        {
            wanted.Clear();
        }
        else
        {
            wanted = wanted[..blocks.ReadContent(wanted)];
            storedLeft -= wanted.Length;
            EndStretch(position + wanted.Length);
        }

        position += wanted.Length;
        return wanted.Length;
    }

    /// <summary>Passes over what was not read and the padding.</summary>
    internal void SkipRest()
    {
        var total = stretches is null
            ? storedLeft + paddingBytes
            : storedLeft + stretches.Skip(stretch).Sum(rest => -rest.LengthBytes & (TarHeader.BlockBytes - 1));
        blocks.Skip(total);
        (storedLeft, position) = (0, sizeBytes);
    }

    private (bool IsHole, long LengthBytes) Run()
    {
        if (stretches is null)
        {
            return (false, storedLeft);
        }

        while (stretch < stretches.Count && stretches[stretch].LengthBytes == 0)
        {
            stretch++;
        }

        if (stretch == stretches.Count)
        {
            return (true, sizeBytes - position);
        }

        var (offsetBytes, lengthBytes) = stretches[stretch];
        return position < offsetBytes ? (true, offsetBytes - position) : (false, offsetBytes + lengthBytes - position);
    }

    /// <summary>Each stretch fills whole blocks in the archive.</summary>
    private void EndStretch(long newPosition)
    {
        if (stretches is not null && newPosition == stretches[stretch].OffsetBytes + stretches[stretch].LengthBytes)
        {
            blocks.Skip(-stretches[stretch].LengthBytes & (TarHeader.BlockBytes - 1));
            stretch++;
        }
    }
}
