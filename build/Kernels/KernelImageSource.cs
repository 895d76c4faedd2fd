using Imager.Core;
using Imager.Images;
using Imager.Oci.Model;

namespace Imager.Build.Kernels;

/// <summary>Where a kernel image is: what PKG_KERNEL or COMPARE_WITH says.</summary>
public sealed record KernelImageSource
{
    private const string LayoutPrefix = "oci:";
    private const string ArchivePrefix = "tar:";

    private readonly string text;

    private KernelImageSource(string text, ImageLocation location)
    {
        this.text = text;
        Location = location;
    }

    /// <summary>The registry's reference, layout or archive.</summary>
    public ImageLocation Location { get; }

    /// <summary>A file whose digest stands for a local image.</summary>
    public string? IndexFile => Location switch
    {
        ImageLocation.Layout layout => Path.Combine(layout.Folder, "index.json"),
        ImageLocation.Archive archive => archive.Path,
        _ => null,
    };

    /// <summary>Reads the variable; null when it is empty.</summary>
    /// <remarks><paramref name="variable"/> is where the text comes from.</remarks>
    /// <exception cref="InvalidInputException">It is no reference, and no <c>oci:</c> or <c>tar:</c> of something that exists.</exception>
    public static KernelImageSource? Parse(string text, BuildPaths paths, string variable = "PKG_KERNEL")
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (text.StartsWith(LayoutPrefix, StringComparison.Ordinal))
        {
            var folder = paths.FromCaller(text[LayoutPrefix.Length..]);
            return File.Exists(Path.Combine(folder, "oci-layout"))
                ? new(text, new ImageLocation.Layout(folder, Tag: null))
                : throw new InvalidInputException("IMG2637", $"{variable}={text}: there is no OCI layout at {folder}.");
        }

        if (text.StartsWith(ArchivePrefix, StringComparison.Ordinal))
        {
            var file = paths.FromCaller(text[ArchivePrefix.Length..]);
            return File.Exists(file)
                ? new(text, new ImageLocation.Archive(file, Tag: null))
                : throw new InvalidInputException("IMG2638", $"{variable}={text}: there is no file {file}.");
        }

        return new(text, new ImageLocation.Registry(ImageReference.Parse(text)));
    }

    /// <summary>The digest that the reference names now, signed as the policy demands; null for local images.</summary>
    /// <exception cref="DependencyException">The registry cannot be reached, or the policy refuses the image.</exception>
    public async Task<Digest?> ResolveAsync(ContainerImages images, CancellationToken cancellationToken) =>
        Location is ImageLocation.Registry ? (await images.ResolveAsync(Location, cancellationToken)).Digest : null;

    /// <summary>The location, bound to a digest where there is one.</summary>
    public ImageLocation At(Digest? digest) => (Location, digest) switch
    {
        (ImageLocation.Registry registry, { } known) => registry with { Reference = registry.Reference.WithDigest(known) },
        _ => Location,
    };

    public override string ToString() => text;
}
