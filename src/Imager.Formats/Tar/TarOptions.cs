using Imager.Core;

namespace Imager.Formats.Tar;

/// <summary>How an archive is written.</summary>
public sealed record TarOptions
{
    /// <summary>The header forms.</summary>
    public required TarFormat Format { get; init; }

    /// <summary>The time of every member.</summary>
    public required SourceDateEpoch Epoch { get; init; }
}
