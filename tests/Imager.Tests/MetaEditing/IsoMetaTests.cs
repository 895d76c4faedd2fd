using System.Text;
using Imager.Core;
using Imager.Formats.Efi;
using Imager.Formats.Extents;
using Imager.Formats.Fat;
using Imager.Formats.Iso9660;
using Imager.Formats.Tree;
using Imager.MetaEditing;
using Imager.Tests.Support;

namespace Imager.Tests.MetaEditing;

public sealed class IsoMetaTests : IDisposable
{
    private const string Argument = " talos.environment=INSTALLER_META_BASE64=MHhjPXZhbHVl";

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Set_shows_and_set_back_gives_the_same_bytes(bool hasUki, bool hasMenu)
    {
        var path = EditableImages.Iso(folder, hasUki ? EditableImages.Uki() : null, hasMenu);
        var before = File.ReadAllBytes(path);

        MetaImage.Set(path, [(0xc, "value"), (0xd, "x")], CancellationToken.None);
        var values = MetaImage.Show(path).Values.Select(value => $"{value.Tag}={Encoding.UTF8.GetString(value.Value.Span)}").ToList();
        MetaImage.Set(path, [(0xc, null), (0xd, null)], CancellationToken.None);

        Assert.Equal(["12=value", "13=x"], values);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void Set_changes_every_command_line_of_the_image()
    {
        var path = EditableImages.Iso(folder, EditableImages.Uki(), hasMenu: true);

        MetaImage.Set(path, [(0xc, "value")], CancellationToken.None);

        var iso = IsoReader.Read(new MemorySource(File.ReadAllBytes(path)));
        var files = iso.Root.Walk().Where(entry => entry.Node is TreeFile).ToDictionary(entry => entry.Path, entry => ((TreeFile)entry.Node).Content);
        var volume = FatVolume.TryOpen(iso.BootEntries[^1].Content)!;
        var inEsp = volume.Open(volume.List().Single(entry => entry.Path.EndsWith("talos.efi", StringComparison.OrdinalIgnoreCase)));
        Assert.Equal(EditableImages.Line + Argument, UkiImage.TryRead(files["EFI/Linux/talos.efi"])!.CommandLine);
        Assert.Equal(EditableImages.Line + Argument, UkiImage.TryRead(inEsp)!.CommandLine);
        Assert.Contains($"{EditableImages.Line}{Argument}", Encoding.UTF8.GetString(files["boot/grub/grub.cfg"].ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void Image_without_a_command_line_is_refused() =>
        AssertRefused("IMG2722", EditableImages.Iso(folder, null, hasMenu: false));

    [Fact]
    public void Uki_with_unrelated_command_lines_is_refused() =>
        AssertRefused("IMG2723", EditableImages.Iso(folder, EditableImages.Uki(resetLine: "rescue"), hasMenu: false));

    [Fact]
    public void Value_that_the_uki_has_no_room_for_is_refused() =>
        AssertRefused("IMG2724", EditableImages.Iso(folder, EditableImages.Uki(), hasMenu: false), Incompressible(9000));

    [Fact]
    public void Value_that_the_menu_has_no_room_for_is_refused() =>
        AssertRefused("IMG2725", EditableImages.Iso(folder, null, hasMenu: true), Incompressible(9000));

    [Fact]
    public void Value_with_a_semicolon_is_refused() =>
        AssertRefused("IMG2504", EditableImages.Iso(folder, EditableImages.Uki(), hasMenu: true), "a;b");

    [Fact]
    public void Signed_uki_is_refused_as_unsupported()
    {
        var path = EditableImages.Iso(folder, EditableImages.SignedUki(), hasMenu: false);
        var before = File.ReadAllBytes(path);

        var error = Assert.Throws<UnsupportedException>(() => MetaImage.Set(path, [(0xc, "value")], CancellationToken.None));

        Assert.Equal("IMG3006", error.Code);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void Cancelled_change_leaves_the_image_and_nothing_beside_it()
    {
        var path = EditableImages.Iso(folder, EditableImages.Uki(), hasMenu: true);
        var before = File.ReadAllBytes(path);

        Assert.ThrowsAny<OperationCanceledException>(() => MetaImage.Set(path, [(0xc, "value")], new CancellationToken(canceled: true)));

        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    private static void AssertRefused(string code, string path, string value = "value")
    {
        var before = File.ReadAllBytes(path);

        var error = Assert.Throws<InvalidInputException>(() => MetaImage.Set(path, [(0xc, value)], CancellationToken.None));

        Assert.Equal(code, error.Code);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    /// <summary>Text that gzip cannot shorten much: a linear congruential sequence as letters.</summary>
    private static string Incompressible(int length)
    {
        var state = 12345u;
        return string.Concat(Enumerable.Range(0, length).Select(_ => (char)('0' + ((state = (state * 1664525) + 1013904223) >> 25) % 75)).Where(c => c != ';'));
    }
}
