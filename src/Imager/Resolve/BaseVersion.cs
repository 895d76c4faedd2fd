using Imager.Images;
using Imager.Profiles;

namespace Imager.Resolve;

/// <summary>The OS version that an image says it is of.</summary>
internal static class BaseVersion
{
    private const string Label = "alpha.talos.dev/version";

    /// <summary>From the image's label, else from a tag that looks like a version; null when neither tells.</summary>
    internal static TargetVersion? Of(PinnedImage image)
    {
        var label = image.Image.Config.Container.Labels.GetValueOrDefault(Label);
        var tag = (image.Location as ImageLocation.Registry)?.Reference.Tag;
        var text = label ?? (tag is ['v', >= '0' and <= '9', ..] ? tag : null);
        return text is not null && TargetVersion.Parse(text) is { IsKnown: true } version ? version : null;
    }
}
