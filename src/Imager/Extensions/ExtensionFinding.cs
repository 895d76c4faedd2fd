namespace Imager.Extensions;

/// <summary>One thing that is wrong with an extension: which one, where in it, which rule, what and what to do.</summary>
/// <remarks><c>Path</c> is relative to the image's root, empty for the whole extension. A warning does not stop a build.</remarks>
public sealed record ExtensionFinding(string Rule, bool IsError, string Extension, string Path, string Message)
{
    /// <summary><c>hello: rootfs/usr/bin/x: path: reason</c>, with <c>warning:</c> in front of a warning.</summary>
    public override string ToString() =>
        $"{(IsError ? string.Empty : "warning: ")}{Extension}: {(Path.Length > 0 ? Path + ": " : string.Empty)}[{Rule}] {Message}";
}
