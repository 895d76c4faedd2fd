using System.Text;
using Imager.Formats.Extents;

namespace Imager.Tests.Inspect.Fuzz;

/// <summary>An image with bytes written over it and its end cut off; the original is shared, never copied.</summary>
internal sealed class MutatedSource(ExtentMap original) : ByteSource
{
    private readonly List<(long Offset, byte[] Bytes)> patches = [];

    public override long LengthBytes => Length;

    public long Length { get; set; } = original.LengthBytes;

    public ExtentMap Original { get; } = original;

    /// <summary>Where bytes were written, in order.</summary>
    public IReadOnlyList<(long Offset, byte[] Bytes)> Patches => patches;

    public void Patch(long offset, byte[] bytes)
    {
        if (offset >= 0 && offset + bytes.Length <= Original.LengthBytes)
        {
            patches.Add((offset, bytes));
        }
    }

    public byte[] Read(long offset, int count)
    {
        var bytes = new byte[offset < 0 ? 0 : Math.Clamp(Original.LengthBytes - offset, 0, count)];
        if (bytes.Length > 0)
        {
            Fill(offset, bytes);
        }

        return bytes;
    }

    public override void ReadExactly(long offsetBytes, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offsetBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offsetBytes + destination.Length, Length);
        Fill(offsetBytes, destination);
    }

    /// <summary>What was done, as text: enough to do it again by hand.</summary>
    public string Recipe()
    {
        var text = new StringBuilder();
        foreach (var (offset, bytes) in patches)
        {
            text.Append(offset).Append(": ").Append(Convert.ToHexStringLower(bytes)).Append('\n');
        }

        return text.Append("length: ").Append(Length).Append('\n').ToString();
    }

    private void Fill(long start, Span<byte> destination)
    {
        Original.ReadExactly(start, destination);
        foreach (var (offset, bytes) in patches)
        {
            var from = Math.Max(offset, start);
            var to = Math.Min(offset + bytes.Length, start + destination.Length);
            if (from < to)
            {
                bytes.AsSpan((int)(from - offset), (int)(to - from)).CopyTo(destination[(int)(from - start)..]);
            }
        }
    }
}
