using Cake.Core.Diagnostics;
using Imager.Artifacts;
using Imager.Core;

namespace Imager.Build.Results;

/// <summary>Everything that a release publishes, in one folder: files, results, image references, checksums last.</summary>
public static class ReleaseFolder
{
    private const string ImageList = "images.txt";

    /// <summary>Fills the folder anew; it appears whole or not at all.</summary>
    /// <exception cref="FileAccessException">It cannot be written.</exception>
    public static async Task WriteAsync(BuildContext context, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var paths = context.Paths;
        var temporary = paths.Release + ".new";
        try
        {
            Delete(temporary);
            Directory.CreateDirectory(temporary);
            foreach (var file in files)
            {
                cancellationToken.ThrowIfCancellationRequested();
                File.Copy(file, Path.Combine(temporary, Path.GetFileName(file)));
            }

            var names = files.Select(file => Path.GetFileName(file)!).ToHashSet(StringComparer.Ordinal);
            var images = string.Concat(context.Results.Containers.Select(image => image.Pinned + "\n"));
            await File.WriteAllTextAsync(Path.Combine(temporary, ImageList), images, cancellationToken);
            var results = context.Results.ToJson(names.Contains);
            ArtifactWriter.Write(Path.Combine(temporary, Path.GetFileName(paths.Results)), stream => stream.Write(results.Span), cancellationToken);
            await ChecksumFiles.WriteAsync(temporary, [.. names, ImageList, Path.GetFileName(paths.Results)], cancellationToken);
            Delete(paths.Release);
            Directory.Move(temporary, paths.Release);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6625", $"{paths.Show(paths.Release)}: the release cannot be put together: {error.Message}", error);
        }

        context.Log.Information($"{paths.Show(paths.Release)}: {files.Count} files and their checksums");
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
