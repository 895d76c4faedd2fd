using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tar;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Tar;

[Trait("Category", "Oracle")]
public sealed class TarArchiveTests
{
    private static readonly string Long = string.Join('/', Enumerable.Repeat("a-directory-name-of-some-length", 9)) + "/file";

    [Theory]
    [InlineData(TarFormat.Pax)]
    [InlineData(TarFormat.Gnu)]
    public void Create_is_listed_alike_by_GNU_tar_and_bsdtar(TarFormat format)
    {
        if (Tool.IsMissing("tar", "bsdtar"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var path = folder.Write(Archive(format), "a.tar");

        var gnu = Tool.RunChecked("tar", "-tvf", path);
        var bsd = Tool.RunChecked("env", "LC_ALL=C.UTF-8", "bsdtar", "-tf", path);

        Assert.Contains("drwxr-x--- 0/0               0 2025-10-09 08:53 dir/", gnu, StringComparison.Ordinal);
        Assert.Contains("-rwxr-xr-x 1000/3000000", gnu, StringComparison.Ordinal);
        Assert.Contains("dir/link -> ../elsewhere", gnu, StringComparison.Ordinal);
        Assert.Contains("dir/hard link to dir/tool", gnu, StringComparison.Ordinal);
        Assert.Contains(Long, gnu, StringComparison.Ordinal);
        Assert.Contains(Long, bsd, StringComparison.Ordinal);
        Assert.Contains(new string('t', 150), gnu, StringComparison.Ordinal);
        Assert.Contains(" 9000000000 ", gnu, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_carries_extended_attributes_in_pax_form()
    {
        if (Tool.IsMissing("tar"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var entry = new TarFile("f", MemorySource.FromText("x"))
        {
            ExtendedAttributes = new Dictionary<string, ReadOnlyMemory<byte>> { ["user.note"] = Encoding.UTF8.GetBytes("hello") },
        };

        var listing = Tool.RunChecked("tar", "--xattrs", "-tvvf", folder.Write(TarArchive.Create(Options(TarFormat.Pax), [entry]), "a.tar"));

        Assert.Contains("x: 5 user.note", listing, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_equals_GNU_tar_byte_for_byte_when_the_members_are_simple()
    {
        if (Tool.IsMissing("tar", "cmp"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var ours = folder.Write(TarArchive.Create(Options(TarFormat.Ustar), [new TarFile("a.ovf", MemorySource.FromText("<x/>"))]), "ours.tar");
        folder.Write("<x/>"u8, "a.ovf");

        Tool.RunChecked(
            "tar", "-C", folder.Folder, "--format=ustar", "--mtime=@1760000000", "--owner=0", "--group=0", "--numeric-owner", "--mode=0644",
            "-cf", folder.PathOf("theirs.tar"), "a.ovf");

        Tool.RunChecked("cmp", ours, folder.PathOf("theirs.tar"));
    }

    [Fact]
    public void TarReader_reads_what_GNU_tar_and_bsdtar_write()
    {
        if (Tool.IsMissing("tar", "bsdtar", "truncate"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var longName = new string('n', 180);
        var script = $"cd '{folder.Folder}' && mkdir d && printf hi > d/{longName} && ln -s ../x d/s && ln d/{longName} d/t && "
            + "truncate -s 20M big && for at in 1 3 5 7 9 11 13; do printf data | dd of=big bs=1M seek=$at conv=notrunc status=none; done && "
            + "tar --sparse --format=gnu -cf gnu.tar big d && tar --format=pax -cf pax.tar d && bsdtar --format=ustar -cf bsd.tar d/s";
        Tool.RunChecked("sh", "-c", script);

        var gnu = Read(folder.PathOf("gnu.tar"));
        var pax = Read(folder.PathOf("pax.tar"));

        Assert.Equal(["big", "d", "d/s"], gnu.Select(item => item.Member.Path).Where(path => path.Length < 50).Except(["d/t"]).Order(StringComparer.Ordinal));
        Assert.Equal(File.ReadAllBytes(folder.PathOf("big")), gnu.Single(item => item.Member.Path == "big").Content);
        Assert.Contains(pax, item => item.Member.Path == "d/" + longName || item.Member.LinkTarget == "d/" + longName);
        Assert.Equal("../x", Read(folder.PathOf("bsd.tar")).Single().Member.LinkTarget);
    }

    private static List<(TarMember Member, byte[] Content)> Read(string path)
    {
        using var file = File.OpenRead(path);
        var reader = new TarReader(file);
        var items = new List<(TarMember, byte[])>();
        while (reader.ReadNext() is { } member)
        {
            using var content = new MemoryStream();
            reader.OpenContent().CopyTo(content);
            items.Add((member, content.ToArray()));
        }

        return items;
    }

    private static TarOptions Options(TarFormat format) => new() { Format = format, Epoch = SourceDateEpoch.Default };

    private static ExtentMap Archive(TarFormat format) => TarArchive.Create(
        Options(format),
        [
            new TarDirectory("dir") { Mode = Convert.ToInt32("750", 8) },
            new TarFile("dir/tool", MemorySource.FromText("#!")) { Mode = Convert.ToInt32("755", 8), UserId = 1000, GroupId = 3_000_000 },
            new TarSymlink("dir/link", "../elsewhere"),
            new TarSymlink("dir/longlink", new string('t', 150)),
            new TarHardLink("dir/hard", "dir/tool"),
            new TarFile(Long, MemorySource.FromText("deep")),
            new TarFile("größe", MemorySource.FromText("umlaut")),
            new TarFile("huge", new ExtentMapBuilder().Build(9_000_000_000).AsSource()),
            new TarFile("after", MemorySource.FromText("after")),
        ]);
}
