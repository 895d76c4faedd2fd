using Imager.Artifacts;
using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Sources;

namespace Imager.Containers;

/// <summary>Writes images to files and folders that other people's tools read. Equal images give equal bytes.</summary>
public static class ContainerFiles
{
    private const string TemporarySuffix = ".imager-tmp";

    /// <summary>An OCI layout folder in place of what was at <paramref name="folder"/>; appears whole or not at all.</summary>
    /// <exception cref="FileAccessException">Something else than a layout is there, or it cannot be written.</exception>
    public static async Task WriteLayoutAsync(string folder, TaggedImage image, CancellationToken cancellationToken)
    {
        var target = Path.GetFullPath(folder);
        if (Path.Exists(target) && !File.Exists(Path.Combine(target, "oci-layout")) && !IsEmptyFolder(target))
        {
            throw new FileAccessException(
                "IMG6622", $"\"{folder}\" exists and is no OCI layout, so it is not replaced. Remove it, or name another folder.");
        }

        var temporary = target + TemporarySuffix;
        Delete(temporary);
        try
        {
            await OciLayout.WriteAsync(temporary, [image], cancellationToken);
            Delete(target);
            Directory.Move(temporary, target);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6623", $"\"{folder}\": the OCI layout cannot be put in place: {error.Message}", error);
        }
        finally
        {
            Delete(temporary);
        }
    }

    /// <summary>An OCI layout in one tar (skopeo's <c>oci-archive:</c>).</summary>
    /// <exception cref="FileAccessException">The file cannot be written.</exception>
    public static Task WriteLayoutTarAsync(
        string path, TaggedImage image, SourceDateEpoch epoch, CancellationToken cancellationToken) =>
        ArtifactWriter.WriteAsync(path, file => OciArchive.WriteAsync(file, [image], epoch, cancellationToken), cancellationToken);

    /// <summary>A tar for <c>docker load</c>, <c>crane push</c> and skopeo's <c>docker-archive:</c>.</summary>
    /// <exception cref="FileAccessException">The file cannot be written.</exception>
    public static void WriteDockerArchive(
        string path,
        ImagePlatform image,
        IReadOnlyList<ImageReference> references,
        SourceDateEpoch epoch,
        CancellationToken cancellationToken) =>
        ArtifactWriter.Write(
            path, file => DockerArchive.Write(file, image, references, epoch, cancellationToken), cancellationToken);

    private static bool IsEmptyFolder(string path) => Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any();

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
