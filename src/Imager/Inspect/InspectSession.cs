using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Inspect;

/// <summary>The limits of one inspection: a hostile image may name the same bytes a million times.</summary>
internal sealed class InspectSession(CancellationToken cancellationToken)
{
    /// <summary>Most parts that one image may have.</summary>
    internal const int MaxNodes = 1_000_000;

    /// <summary>How often the size of the image may be looked at in programs, chains and digests.</summary>
    private const int MaxPasses = 8;

    private const string TooManyParts = "IMG3400";
    private const long MinPassBytes = 1L << 30;

    private int nodes;
    private long looked;
    private long lookLimit = MinPassBytes;

    internal CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Sets the size that limits are relative to: that of the innermost image.</summary>
    internal void Begin(long imageBytes) =>
        lookLimit = Math.Max(MinPassBytes, imageBytes > long.MaxValue / MaxPasses ? long.MaxValue : imageBytes * MaxPasses);

    /// <summary>Counts parts.</summary>
    /// <exception cref="UnsupportedException">There are too many to describe.</exception>
    internal void Count(int parts = 1)
    {
        CancellationToken.ThrowIfCancellationRequested();
        nodes += parts;
        if (nodes > MaxNodes)
        {
            throw new UnsupportedException(
                TooManyParts, $"the image has more than {MaxNodes} partitions, files and sections in all; the reader stops here.");
        }
    }

    /// <summary>Whether a content of that size may still be opened, for more than its address.</summary>
    internal bool MayRead(long contentBytes)
    {
        if (contentBytes > lookLimit - looked)
        {
            return false;
        }

        looked += contentBytes;
        return true;
    }

    /// <summary>What is inside a part, or <paramref name="outside"/> with the problem: one damaged part does not hide the others.</summary>
    internal static InspectNode Guard(InspectNode outside, Func<InspectNode, InspectNode> describe)
    {
        try
        {
            return describe(outside);
        }
        catch (ImagerException problem) when (problem is not FileAccessException && problem.Code != TooManyParts)
        {
            return outside with { Problems = [.. outside.Problems, PlainText.OfName($"{problem.Code} {problem.Message}")] };
        }
    }

    /// <summary>The first bytes of a source, fewer when it is shorter.</summary>
    internal static byte[] Head(ByteSource source, int bytes = 512) => source.ReadAtMost(0, bytes);
}
