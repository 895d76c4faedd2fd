namespace Imager.Profiles;

/// <summary>An input file.</summary>
public sealed record FileAsset
{
    /// <summary>Its path; defaults name the places inside the imager container.</summary>
    public string? Path { get; init; }
}
