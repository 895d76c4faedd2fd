using Imager.Core;
using Imager.Oci.Model;

namespace Imager.ImageCaches;

/// <summary>A list of images: one reference a line; empty lines and what follows <c>#</c> are passed over.</summary>
public static class ImageList
{
    /// <summary>The references in their order.</summary>
    /// <exception cref="InvalidInputException">A line is no reference; the message names it.</exception>
    public static IReadOnlyList<ImageReference> Read(string text)
    {
        var references = new List<ImageReference>();
        foreach (var (index, line) in text.Split('\n').Index())
        {
            var name = line.Split('#')[0].Trim();
            if (name.Length > 0)
            {
                references.Add(ImageReference.TryParse(name, out var reference)
                    ? reference
                    : throw new InvalidInputException("IMG2056", $"list of images, line {index + 1}: \"{name}\" is no image reference."));
            }
        }

        return references;
    }
}
