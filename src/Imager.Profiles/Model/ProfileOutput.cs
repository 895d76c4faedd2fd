namespace Imager.Profiles;

/// <summary>What is made (<c>output</c>).</summary>
public sealed record ProfileOutput
{
    /// <summary>The kind.</summary>
    public OutputKind? Kind { get; init; }

    /// <summary>Disk options; used by <see cref="OutputKind.Image"/>.</summary>
    public ImageOptions? ImageOptions { get; init; }

    /// <summary>ISO options; used by <see cref="OutputKind.Iso"/>.</summary>
    public IsoOptions? IsoOptions { get; init; }

    /// <summary>How the result is packed.</summary>
    public OutFormat? OutFormat { get; init; }
}
