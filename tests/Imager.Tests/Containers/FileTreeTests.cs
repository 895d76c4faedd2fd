using Imager.Containers;
using Imager.Core;
using Imager.Oci.Layers;
using Imager.Tests.Support;

namespace Imager.Tests.Containers;

public sealed class FileTreeTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_takes_owner_mode_and_time_from_nowhere_but_the_executable_bit()
    {
        Directory.CreateDirectory(folder.File("tree/sub"));
        File.WriteAllText(folder.File("tree/sub/tool"), "x");
        File.SetUnixFileMode(folder.File("tree/sub/tool"), OwnerOnly | UnixFileMode.UserExecute);
        File.WriteAllText(folder.File("tree/data"), "yy");
        File.SetUnixFileMode(folder.File("tree/data"), OwnerOnly);
        File.CreateSymbolicLink(folder.File("tree/link"), "../else where");

        var entries = FileTree.Read(folder.File("tree"), "usr/lib", new SourceDateEpoch(5));

        Assert.Equal(
            [
                "usr Directory 755 0 ", "usr/lib Directory 755 0 ", "usr/lib/data File 644 2 ", "usr/lib/link Symlink 777 0 ../else where",
                "usr/lib/sub Directory 755 0 ", "usr/lib/sub/tool File 755 1 ",
            ],
            entries.OrderBy(entry => entry.Path, StringComparer.Ordinal)
                .Select(entry => $"{entry.Path} {entry.Kind} {Convert.ToString(entry.Mode, 8)} {entry.SizeBytes} {entry.LinkTarget}"));
        Assert.All(entries, entry => Assert.Equal((0, 0, 5L), (entry.UserId, entry.GroupId, entry.ModifiedSeconds)));
    }

    [Fact]
    public void Read_of_a_missing_folder_names_it()
    {
        var error = Assert.Throws<FileAccessException>(() => FileTree.Read(folder.File("none"), string.Empty, default));

        Assert.Equal("IMG6620", error.Code);
        Assert.Contains(folder.File("none"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_is_missing_is_named_with_its_place_in_the_image()
    {
        var error = Assert.Throws<FileAccessException>(() => FileTree.File(folder.File("none"), "/boot/vmlinuz", default));

        Assert.Equal("IMG6621", error.Code);
        Assert.Contains("/boot/vmlinuz", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithParents_adds_each_missing_folder_once()
    {
        LayerEntry[] entries =
        [
            LayerEntry.Directory("a", 0x1C0), LayerEntry.File("a/b/c/1", FileTree.FileMode, default), LayerEntry.File("a/b/2", FileTree.FileMode, default),
        ];

        var all = FileTree.WithParents(entries, default);

        Assert.Equal(["a", "a/b", "a/b/2", "a/b/c", "a/b/c/1"], all.Select(entry => entry.Path).Order(StringComparer.Ordinal));
        Assert.Equal(0x1C0, all.Single(entry => entry.Path == "a").Mode);
    }
}
