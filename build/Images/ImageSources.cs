namespace Imager.Build.Images;

/// <summary>The code that decides the bytes of images: the library and everything below it.</summary>
internal static class ImageSources
{
    private static readonly string[] Rooms = ["Imager", "Imager.Core", "Imager.Formats", "Imager.Oci", "Imager.Profiles"];

    public static IEnumerable<string> Files(BuildPaths paths) =>
        Rooms.Select(room => Path.Combine(paths.Sources, room)).Append(paths.Profiles);
}
