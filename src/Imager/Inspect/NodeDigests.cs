using System.Security.Cryptography;
using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Inspect;

/// <summary>Hashes the file and every file, section and value in it.</summary>
internal static class NodeDigests
{
    private const int MaxPasses = 16;
    private const long MinBudgetBytes = 16L << 30;

    internal static InspectNode AddTo(InspectNode root, CancellationToken cancellationToken)
    {
        // Legitimate images name the same bytes a few times (a kernel in an ESP, a UKI and an ISO tree); hostile ones for ever.
        var budget = Math.Max(MinBudgetBytes, Math.Min(root.SizeBytes ?? 0, long.MaxValue / MaxPasses) * MaxPasses);
        return Add(root, ref budget, cancellationToken);
    }

    private static InspectNode Add(InspectNode node, ref long budget, CancellationToken cancellationToken)
    {
        var children = new InspectNode[node.Children.Count];
        for (var index = 0; index < children.Length; index++)
        {
            children[index] = Add(node.Children[index], ref budget, cancellationToken);
        }

        var isHashed = node.Content is not null && node.Kind
            is InspectKind.ImageFile or InspectKind.Member or InspectKind.File or InspectKind.Section or InspectKind.Value;
        if (!isHashed)
        {
            return node with { Children = children };
        }

        budget -= node.SizeBytes ?? 0;
        var hasBudget = budget >= 0;
        return InspectSession.Guard(node with { Children = children }, outside => outside with
        {
            Sha256 = hasBudget
                ? Hash(outside.OpenContent()!, cancellationToken)
                : throw new UnsupportedException(
                    "IMG3403", $"the files in the image claim more than {MaxPasses} times its size; no digest was taken of this one."),
        });
    }

    private static string Hash(ByteSource content, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        SourceChunks.Read(content, (0, content.LengthBytes), (_, chunk) => hash.AppendData(chunk), cancellationToken);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
