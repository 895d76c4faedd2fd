using Imager.Core;
using Imager.Formats.Extents;
using Imager.Host;

namespace Imager.Inspect;

/// <summary>Describes images of every format that the imager writes, whoever made them, trusting nothing in them.</summary>
/// <remarks>The nodes it returns open their contents from the file and from scratch files: keep both until the last one is read.</remarks>
public sealed class ImageInspector(ScratchSpace scratch)
{
    /// <summary>Describes a file; holes of a sparse one are not read.</summary>
    /// <exception cref="ImagerException">The file is damaged as a whole; damage in a part is told in its node.</exception>
    public InspectNode Inspect(FileSource file, InspectOptions options, CancellationToken cancellationToken) =>
        Inspect(FileExtents.Of(file), Path.GetFileName(file.Path), options, cancellationToken);

    /// <summary>Describes an image that is called <paramref name="name"/>.</summary>
    /// <exception cref="ImagerException">The image is damaged as a whole.</exception>
    public InspectNode Inspect(ExtentMap image, string name, InspectOptions options, CancellationToken cancellationToken)
    {
        var session = new InspectSession(cancellationToken);
        var layers = new LayerReader(scratch);
        var stack = layers.Unwrap(image, cancellationToken);
        session.Begin(stack.Content.LengthBytes);
        var node = ImageNodes.Describe(stack.Content.AsSource(), layers, session);
        for (var index = stack.Layers.Count - 1; index >= 0; index--)
        {
            var layer = stack.Layers[index];
            session.Count(layer.Members.Count + 1);
            node = new InspectNode(layer.Kind)
            {
                SizeBytes = layer.SizeBytes,
                Facts = layer.Facts,
                Children = [.. layer.Members, node],
            };
        }

        var root = new InspectNode(InspectKind.ImageFile, name)
        {
            SizeBytes = image.LengthBytes,
            Content = image.AsSource,
            Children = [node],
        };
        return options.WithDigests ? NodeDigests.AddTo(root, cancellationToken) : root;
    }
}
