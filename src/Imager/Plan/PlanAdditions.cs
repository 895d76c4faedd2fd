using Imager.Core;

namespace Imager.Plan;

/// <summary>What overlay and image cache add to a plan; found while inputs are resolved.</summary>
/// <remarks>
/// <c>KernelArguments</c>: the overlay's. <c>GptOffsetSectors</c>: sectors that the overlay keeps free between the GPT header and its entries.
/// <c>CacheSize</c>: of the IMAGECACHE partition; zero for none.
/// </remarks>
public sealed record PlanAdditions(IReadOnlyList<string> KernelArguments, int GptOffsetSectors, ByteSize CacheSize)
{
    /// <summary>Nothing.</summary>
    public static PlanAdditions None { get; } = new([], 0, default);
}
