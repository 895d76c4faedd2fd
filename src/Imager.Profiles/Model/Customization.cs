using Imager.Profiles.Meta;

namespace Imager.Profiles;

/// <summary>What is added to the stock image (<c>customization</c>).</summary>
public sealed record Customization
{
    /// <summary>
    /// Kernel arguments in order; one entry may hold several, separated by blanks. <c>-key</c> removes.
    /// </summary>
    public IReadOnlyList<string>? ExtraKernelArgs { get; init; }

    /// <summary>META values in order; a repeated key is allowed and the last one counts.</summary>
    public IReadOnlyList<MetaValue>? MetaContents { get; init; }

    /// <summary>A machine configuration baked into the image (targets from 1.12).</summary>
    public string? EmbeddedMachineConfiguration { get; init; }
}
