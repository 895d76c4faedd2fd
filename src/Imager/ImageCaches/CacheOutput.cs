using Imager.Core;
using Imager.Oci.Sources;

namespace Imager.ImageCaches;

/// <summary>Where a new image cache goes: an OCI layout folder or a tar of one.</summary>
public sealed record CacheOutput
{
    private const string LayoutPrefix = "oci:";
    private readonly string path;
    private readonly bool isFolder;

    private CacheOutput(string path, bool isFolder) => (this.path, this.isFolder) = (path, isFolder);

    /// <summary>Reads <c>oci:FOLDER</c> or <c>FILE.tar</c>.</summary>
    /// <exception cref="InvalidInputException">It is neither.</exception>
    public static CacheOutput Parse(string text) => text switch
    {
        _ when text.StartsWith(LayoutPrefix, StringComparison.Ordinal) && text.Length > LayoutPrefix.Length => new(text[LayoutPrefix.Length..], true),
        _ when text.EndsWith(".tar", StringComparison.Ordinal) => new(text, false),
        _ => throw new InvalidInputException("IMG2057", $"--output \"{text}\": write oci:FOLDER or FILE.tar."),
    };

    /// <summary>Writes the cache.</summary>
    /// <exception cref="FileAccessException">The place cannot be written, or the folder is not empty.</exception>
    public async Task WriteAsync(StoredImage cache, SourceDateEpoch epoch, CancellationToken cancellationToken)
    {
        var image = new TaggedImage(cache, null);
        if (isFolder)
        {
            await OciLayout.WriteAsync(path, [image], cancellationToken);
            return;
        }

        try
        {
            await using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
            await OciArchive.WriteAsync(file, [image], epoch, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6664", $"cannot write the image cache \"{path}\": {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => isFolder ? LayoutPrefix + path : path;
}
