using Imager.Artifacts;
using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Inspect;

/// <summary>Writes parts of an image to files or a stream.</summary>
/// <remarks>
/// Names come from the image: none leaves the target folder, no link is followed, and links that point out of the folder are not made.
/// <c>limit</c> bounds the size of everything written.
/// </remarks>
public sealed class ImageExtractor(ByteSize limit)
{
    private const int MaxPathCharacters = 4096;

    /// <summary>Copies the content of a file, section, value or volume to a stream.</summary>
    /// <exception cref="InvalidInputException">The node has no content, or more than the limit.</exception>
    public void CopyTo(InspectNode node, Stream output, CancellationToken cancellationToken)
    {
        var content = Open(node);
        SourceChunks.Read(content, (0, content.LengthBytes), (_, chunk) => output.Write(chunk), cancellationToken);
    }

    /// <summary>Writes a content to a file, or a directory with all that is below to a folder.</summary>
    /// <exception cref="ImagerException">The part cannot be read, a name is impossible, or writing failed.</exception>
    public ExtractReport Extract(InspectNode node, string path, CancellationToken cancellationToken)
    {
        if (node.Content is not null)
        {
            var size = WriteFile(node, path, cancellationToken);
            return new(1, size, []);
        }

        if (node.LinkTarget is { } target)
        {
            throw new InvalidInputException(
                "IMG2820", $"\"{node.Name}\" is a link to \"{target}\". Extract that, or the directory with the link in it.");
        }

        if (node.Kind != InspectKind.Directory && !InspectKinds.IsFileSystem(node.Kind))
        {
            throw new InvalidInputException(
                "IMG2821", $"the {InspectKinds.Title(node.Kind)} has no content of its own. Name a partition, a file or a section of it.");
        }

        return WriteTree(node, path, cancellationToken);
    }

    private ExtractReport WriteTree(InspectNode root, string folder, CancellationToken cancellationToken)
    {
        var (files, size) = (0, 0L);
        var links = new List<(string Path, string Target)>();
        var skipped = new List<string>();
        var pending = new Stack<(InspectNode Node, string Relative)>([(root, string.Empty)]);
        var directories = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (pending.TryPop(out var item))
        {
            CreateFolder(Path.Combine(folder, item.Relative));
            foreach (var child in item.Node.Children.Reverse())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var relative = Path.Combine(item.Relative, CheckName(child.Name, item.Relative));
                switch (child.Kind)
                {
                    case InspectKind.Directory when directories.Add(relative):
                        pending.Push((child, relative));
                        break;
                    case InspectKind.File:
                        size += WriteFile(child, Path.Combine(folder, relative), cancellationToken, size);
                        files++;
                        break;
                    case InspectKind.Symlink when IsInside(item.Relative, child.LinkTarget!):
                        links.Add((Path.Combine(folder, relative), child.LinkTarget!));
                        break;
                    case InspectKind.Symlink:
                        skipped.Add($"{relative}: links to \"{child.LinkTarget}\", outside of the folder");
                        break;
                    default:
                        break;
                }
            }
        }

        // Links last: nothing is written through one of them.
        skipped.AddRange(links.Select(link => TryLink(link.Path, link.Target)).OfType<string>());
        skipped.Sort(StringComparer.Ordinal);
        return new(files, size, skipped);
    }

    private long WriteFile(InspectNode node, string path, CancellationToken cancellationToken, long doneBytes = 0)
    {
        var content = Open(node, doneBytes);
        var map = content is ExtentMapSource nested ? nested.Map : ExtentMap.FromSource(content);
        ArtifactWriter.Write(path, file => SparseFileWriter.Write(map, file, cancellationToken), cancellationToken);
        return map.LengthBytes;
    }

    private ByteSource Open(InspectNode node, long doneBytes = 0)
    {
        var content = node.OpenContent()
            ?? throw new InvalidInputException(
                "IMG2822", $"the {InspectKinds.Title(node.Kind)} \"{node.Name}\" is no file. Name a folder with --output.");
        return content.LengthBytes <= limit.Bytes - doneBytes
            ? content
            : throw new InvalidInputException(
                "IMG2823",
                $"\"{node.Name}\" has {content.LengthBytes} bytes, {doneBytes} are written already, and at most {limit} are. "
                + "Give a larger --max-size if the image is trusted.");
    }

    private static string CheckName(string name, string directory) =>
        name is "" or "." or ".."
        || name.AsSpan().ContainsAny("/\\\0\uFFFD")
        || (OperatingSystem.IsWindows() && name.Contains(':', StringComparison.Ordinal))
        || directory.Length + name.Length > MaxPathCharacters
            ? throw new InvalidInputException(
                "IMG2824", $"\"{name}\" in \"/{directory}\" cannot be the name of a file here. Extract the files next to it one by one.")
            : name;

    /// <summary>Whether a relative target, followed from the link's directory, stays below the folder.</summary>
    /// <remarks>Only leading <c>..</c> parts are taken: behind a name, which may be a link itself, they could lead anywhere.</remarks>
    private static bool IsInside(string directory, string target)
    {
        if (target.Length is 0 or > MaxPathCharacters || target.StartsWith('/') || target.AsSpan().ContainsAny("\\:\0\uFFFD"))
        {
            return false;
        }

        var depth = directory.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries).Length;
        var parts = target.Split('/').Where(part => part is not ("" or ".")).ToList();
        var up = parts.TakeWhile(part => part == "..").Count();
        return up <= depth && !parts.Skip(up).Contains("..");
    }

    private static void CreateFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6403", $"cannot create the folder \"{path}\": {error.Message}", error);
        }
    }

    private static string? TryLink(string path, string target)
    {
        try
        {
            File.CreateSymbolicLink(path, target);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"{Path.GetFileName(path)}: {error.Message}";
        }
    }
}
