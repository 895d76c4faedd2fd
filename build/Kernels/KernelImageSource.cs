using Imager.Containers;
using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Registry;
using Imager.Oci.Sources;

namespace Imager.Build.Kernels;

/// <summary>Where a kernel image is: what PKG_KERNEL or COMPARE_WITH says.</summary>
public sealed record KernelImageSource
{
    private readonly string text;

    private KernelImageSource(string text) => this.text = text;

    /// <summary>The reference, when it is in a registry.</summary>
    public ImageReference? Reference { get; private init; }

    /// <summary>The folder or file, when it is here.</summary>
    public string? Path { get; private init; }

    /// <summary>A file whose digest stands for a local image.</summary>
    public string? IndexFile => Path is null ? null : Directory.Exists(Path) ? System.IO.Path.Combine(Path, "index.json") : Path;

    /// <summary>Reads the variable; null when it is empty.</summary>
    /// <remarks><paramref name="variable"/> is where the text comes from.</remarks>
    /// <exception cref="InvalidInputException">It is no reference, and no <c>oci:</c> or <c>tar:</c> of something that exists.</exception>
    public static KernelImageSource? Parse(string text, BuildPaths paths, string variable = "PKG_KERNEL")
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (text.StartsWith("oci:", StringComparison.Ordinal) || text.StartsWith("tar:", StringComparison.Ordinal))
        {
            var path = paths.FromCaller(text[4..]);
            return Exists(text, path)
                ? new(text) { Path = path }
                : throw new InvalidInputException(
                    "IMG2637", $"{variable}={text}: there is no {(text[0] == 'o' ? "OCI layout" : "file")} at {path}.");
        }

        return new(text) { Reference = ImageReference.Parse(text) };
    }

    /// <summary>Opens it. <paramref name="client"/> is asked only for an image in a registry.</summary>
    public async Task<IImageSource> OpenAsync(RegistryClient client, CancellationToken cancellationToken) => (Reference, text) switch
    {
        ({ } reference, _) => client.Open(reference),
        (_, ['o', ..]) => OciLayout.Open(Path!),
        _ => await OpenTarAsync(Path!, cancellationToken),
    };

    /// <summary>The digest that the reference names now; null for local images.</summary>
    public async Task<Digest?> ResolveAsync(RegistrySettings settings, CancellationToken cancellationToken)
    {
        if (Reference is null || Reference.Digest is not null)
        {
            return Reference?.Digest;
        }

        using var client = new RegistryClient(settings.OptionsFor([Reference]));
        return (await client.GetManifestAsync(Reference, cancellationToken)).Descriptor.Digest;
    }

    public override string ToString() => text;

    private static bool Exists(string text, string path) =>
        text[0] == 'o' ? File.Exists(System.IO.Path.Combine(path, "oci-layout")) : File.Exists(path);

    /// <summary>An OCI layout in a tar, or what <c>docker save</c> writes.</summary>
    private static async Task<IImageSource> OpenTarAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return OciArchive.Open(path);
        }
        catch (InvalidInputException)
        {
            return await DockerArchive.OpenAsync(path, tag: null, cancellationToken);
        }
    }
}
