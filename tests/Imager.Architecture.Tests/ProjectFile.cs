using System.Xml.Linq;

namespace Imager.Architecture.Tests;

/// <summary>A project with what it asks for.</summary>
internal sealed record ProjectFile(string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages, string Text)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    public static ProjectFile Read(string path)
    {
        var text = File.ReadAllText(path);
        var items = XDocument.Parse(text).Descendants().ToList();
        return new(
            path,
            [.. Includes(items, "ProjectReference").Select(reference => System.IO.Path.GetFileNameWithoutExtension(reference.Replace('\\', '/')))],
            [.. Includes(items, "PackageReference")],
            text);
    }

    private static IEnumerable<string> Includes(List<XElement> items, string name) =>
        items.Where(item => item.Name.LocalName == name).Select(item => (string)item.Attribute("Include")!);
}
