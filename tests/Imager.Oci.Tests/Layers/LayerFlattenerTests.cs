using System.Formats.Tar;
using Imager.Oci.Tests.Support;

namespace Imager.Oci.Tests.Layers;

public sealed class LayerFlattenerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Flatten_lays_upper_layers_over_lower_ones()
    {
        var tree = await Sample.TreeAsync(
            _folder,
            new(),
            Sample.Tar(Sample.File("a", "1"), Sample.File("b", "2")),
            Sample.Tar(Sample.File("a", "333")));

        Assert.Equal(["a", "b"], tree.Entries.Select(entry => entry.Path));
        Assert.Equal(3, tree.Entries[0].Content!.Value.SizeBytes);
        Assert.Equal(1, tree.Entries[0].Content!.Value.Layer);
    }

    [Fact]
    public async Task Flatten_applies_whiteouts_to_lower_layers_only()
    {
        var paths = await Sample.PathsAsync(
            _folder,
            Sample.Tar(Sample.File("d/old"), Sample.File("gone"), Sample.File("dir/x/y"), Sample.File("kept")),
            Sample.Tar(
                Sample.File("d/new"), Sample.File("d/.wh..wh..opq"), Sample.File(".wh.gone"), Sample.File(".wh.dir"),
                Sample.File("dir/z"), Sample.File(".wh.absent"), Sample.File(".wh..wh.plnk")));

        Assert.Equal(["d", "d/new", "dir", "dir/z", "kept"], paths);
    }

    [Fact]
    public async Task Flatten_shares_the_inode_among_hard_links()
    {
        var tree = await Sample.TreeAsync(
            _folder,
            new(),
            Sample.Tar(Sample.File("bin/a", "content"), Sample.Entry(TarEntryType.HardLink, "bin/b", "bin/a"), Sample.File("c", "content")));

        var numbers = tree.Entries.Where(entry => entry.Kind == NodeKind.File).Select(entry => entry.InodeNumber).ToList();
        Assert.Equal(numbers[0], numbers[1]);
        Assert.NotEqual(numbers[0], numbers[2]);
        Assert.Equal(tree.Entries[1].Content, tree.Entries[2].Content);
    }

    [Fact]
    public async Task Flatten_keeps_mode_owner_time_and_binary_attributes()
    {
        byte[] tar =
        [
            .. PaxHeader("SCHILY.xattr.security.capability", [1, 0, 0, 2, 0xFF, 0xFE, (byte)'\n', 0]),
            .. Sample.Tar(new PaxTarEntry(TarEntryType.RegularFile, "f") { Mode = (UnixFileMode)0xD65, Uid = 7, Gid = 3_000_000 }),
        ];

        var entry = (await Sample.TreeAsync(_folder, new(), tar)).Entries.Single();

        Assert.Equal((0xD65, 7, 3_000_000, 1_600_000_000L), (entry.Mode, entry.UserId, entry.GroupId, entry.ModifiedSeconds));
        Assert.Equal("security.capability", entry.Xattrs.Single().Name);
        Assert.Equal([1, 0, 0, 2, 0xFF, 0xFE, (byte)'\n', 0], entry.Xattrs.Single().Value.ToArray());
    }

    [Fact]
    public async Task Flatten_writes_through_a_directory_link_inside_the_tree()
    {
        var paths = await Sample.PathsAsync(
            _folder,
            Sample.Tar(Sample.Entry(TarEntryType.Directory, "usr/lib"), Sample.Entry(TarEntryType.SymbolicLink, "lib", "usr/lib")),
            Sample.Tar(Sample.File("lib/modules/x")));

        Assert.Equal(["lib", "usr", "usr/lib", "usr/lib/modules", "usr/lib/modules/x"], paths);
    }

    [Fact]
    public async Task Flatten_keeps_links_that_point_outside_inside()
    {
        var outside = _folder.Sub("victim");
        Directory.CreateDirectory(outside);
        var tree = await Sample.TreeAsync(
            _folder,
            new(),
            Sample.Tar(
                Sample.Entry(TarEntryType.SymbolicLink, "up", "../../../../.." + outside),
                Sample.Entry(TarEntryType.SymbolicLink, "abs", outside),
                Sample.Entry(TarEntryType.Directory, outside.TrimStart('/')),
                Sample.File("up/one", "1"),
                Sample.File("abs/two", "2"),
                Sample.File("/absolute", "3")));

        using var contents = FlatContents.Extract(tree, tree.Entries, _folder.Sub("spool"), default);

        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
        Assert.True(tree.TryGet(outside + "/one", out _) && tree.TryGet(outside + "/two", out _));
        Assert.Equal("/absolute", "/" + tree.Resolve("up/../" + "../../absolute")?.Path);
    }

    public static TheoryData<string, string> HostileEntries => new()
    {
        { "../escape", "leaves" },
        { "a/../../escape", "leaves" },
        { "file/below", "no directory" },
        { "loop/x", "symbolic links" },
        { "d/.wh.", "names no file" },
        { "file", "twice" },
        { new string('p', 5000), "4096" },
        { string.Concat(Enumerable.Repeat("d/", 300)) + "f", "256" },
    };

    [Theory]
    [MemberData(nameof(HostileEntries))]
    public async Task Flatten_refuses_hostile_paths(string path, string problem)
    {
        var tar = Sample.Tar(
            Sample.Entry(TarEntryType.Directory, "d"), Sample.File("file"),
            Sample.Entry(TarEntryType.SymbolicLink, "loop", "loop"), Sample.File(path));

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Sample.TreeAsync(_folder, new(), tar));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("dir")]
    public async Task Flatten_refuses_hard_links_to_what_is_no_file_of_the_image(string target)
    {
        var tar = Sample.Tar(Sample.Entry(TarEntryType.Directory, "dir"), Sample.Entry(TarEntryType.HardLink, "x", target));

        await Assert.ThrowsAsync<InvalidInputException>(() => Sample.TreeAsync(_folder, new(), tar));
    }

    [Theory]
    [InlineData(SpecialFilePolicy.Skip, 1)]
    [InlineData(SpecialFilePolicy.Keep, 3)]
    public async Task Flatten_treats_devices_by_policy(SpecialFilePolicy policy, int entries)
    {
        var tar = Sample.Tar(
            Sample.File("f"),
            new PaxTarEntry(TarEntryType.CharacterDevice, "null") { DeviceMajor = 1, DeviceMinor = 3 },
            Sample.Entry(TarEntryType.Fifo, "pipe"));

        var tree = await Sample.TreeAsync(_folder, new() { SpecialFiles = policy }, tar);

        Assert.Equal(entries, tree.Entries.Count);
        await Assert.ThrowsAsync<InvalidInputException>(() => Sample.TreeAsync(_folder, new(), tar));
    }

    [Fact]
    public async Task Flatten_lets_the_last_duplicate_win_when_asked()
    {
        var tree = await Sample.TreeAsync(
            _folder, new() { AllowDuplicates = true }, Sample.Tar(Sample.File("a", "1"), Sample.File("a", "22")));

        Assert.Equal(2, tree.Entries.Single().Content!.Value.SizeBytes);
    }

    [Fact]
    public async Task Flatten_does_not_believe_a_claimed_size()
    {
        var tar = Sample.Tar(Sample.File("huge", "x"));
        var header = TarWithSize(tar, "100000000000");             // 8 GiB in octal

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Sample.TreeAsync(_folder, new(), header));

        Assert.Contains("truncated", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flatten_stops_a_decompression_bomb_at_the_limit()
    {
        var store = _folder.Store();
        var layer = await new LayerBuilder(store).BuildAsync(
            [LayerEntry.File("zeros", 0x1A4, new byte[10_000_000])], LayerCompression.Gzip, default);
        var image = await new ImageComposer(store, Sample.Epoch).ComposeAsync(Platform.Parse("linux/amd64"), new(), [layer], default);

        var error = Assert.Throws<InvalidInputException>(() =>
            LayerFlattener.Flatten(image, new() { MaxUncompressedBytes = 1_000_000 }, default));

        Assert.Contains("bomb", error.Message, StringComparison.Ordinal);
        Assert.Single(LayerFlattener.Flatten(image, new(), default).Entries);
    }

    [Fact]
    public async Task Flatten_refuses_a_layer_whose_content_is_not_the_diff_id()
    {
        var store = _folder.Store();
        var builder = new LayerBuilder(store);
        var layer = await builder.BuildAsync([LayerEntry.File("a", 0x1A4, "1"u8.ToArray())], LayerCompression.Gzip, default);
        var other = await builder.BuildAsync([LayerEntry.File("a", 0x1A4, "2"u8.ToArray())], LayerCompression.Gzip, default);
        var image = await new ImageComposer(store, Sample.Epoch)
            .ComposeAsync(Platform.Parse("linux/amd64"), new(), [layer with { DiffId = other.DiffId }], default);

        Assert.Throws<DependencyException>(() => LayerFlattener.Flatten(image, new(), default));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(511)]
    [InlineData(513)]
    public async Task Flatten_refuses_truncated_and_damaged_tars(int length)
    {
        var tar = Sample.Tar(Sample.File("a", new string('x', 2000)));
        var damaged = tar.ToArray();
        damaged[3] ^= 1;

        await Assert.ThrowsAsync<InvalidInputException>(() => Sample.TreeAsync(_folder, new(), tar[..length]));
        await Assert.ThrowsAsync<InvalidInputException>(() => Sample.TreeAsync(_folder, new(), damaged));
    }

    [Fact]
    public async Task Flatten_takes_a_tar_that_ends_with_the_last_byte_of_content()
    {
        var tar = Sample.Tar(Sample.File("a", new string('x', 700)));
        var end = Array.LastIndexOf(tar, (byte)'x') + 1;

        var tree = await Sample.TreeAsync(_folder, new(), tar[..end]);

        Assert.Equal(700, Assert.Single(tree.Entries).Content!.Value.SizeBytes);
        await Assert.ThrowsAsync<InvalidInputException>(() => Sample.TreeAsync(_folder, new(), tar[..(end - 1)]));
    }

    [Fact]
    public async Task Extract_gives_the_bytes_of_the_files_asked_for()
    {
        var tree = await Sample.TreeAsync(
            _folder,
            new(),
            Sample.Tar(Sample.File("a", "first"), Sample.File("skip", new string('s', 5000)), Sample.File("z", "last")),
            Sample.Tar(Sample.File("b", "upper")));
        var wanted = tree.Entries.Where(entry => entry.Path != "skip").ToList();

        using var contents = FlatContents.Extract(tree, wanted, _folder.Sub("spool"), default);

        Assert.Equal(["first", "upper", "last"], wanted.Select(entry => new StreamReader(contents.OpenRead(entry)).ReadToEnd()));
        Assert.Equal(14, new FileInfo(contents.SpoolPath).Length);
        Assert.Throws<ArgumentException>(() => contents.OffsetOf(tree.Entries.Single(entry => entry.Path == "skip")));
    }

    [Fact]
    public async Task Flatten_answers_damaged_headers_with_typed_errors_only()
    {
        var tar = Sample.Tar(
            Sample.File("a/b", "content"), Sample.Entry(TarEntryType.SymbolicLink, "l", "a"), Sample.Entry(TarEntryType.HardLink, "h", "a/b"));
        var noise = Sample.Payload(3000);
        var errors = new List<Exception>();

        for (var round = 0; round < 200; round++)
        {
            var damaged = tar.ToArray();
            var at = ((noise[round] << 8) | noise[round + 1]) % damaged.Length;
            damaged[at] = noise[round + 2];
            Repair(damaged.AsSpan(at / 512 * 512, 512));
            errors.AddRange(await Record.ExceptionAsync(() => Sample.TreeAsync(_folder, new(), damaged)) is { } error ? [error] : []);
        }

        Assert.True(errors.Count > 10);
        Assert.All(errors, error => Assert.IsAssignableFrom<ImagerException>(error));
    }

    [Fact]
    public async Task Write_refuses_a_folder_that_is_there_and_keeps_links_as_text()
    {
        var tree = await Sample.TreeAsync(
            _folder,
            new(),
            Sample.Tar(Sample.Entry(TarEntryType.SymbolicLink, "d/out", _folder.Path), Sample.File("d/f", "1"), Sample.File("e", "2")));

        FlatDirectory.Write(tree, "d", _folder.Sub("new"), default);

        Assert.Equal(["f", "out"], Directory.EnumerateFileSystemEntries(_folder.Sub("new")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(_folder.Path, new FileInfo(_folder.Sub("new/out")).LinkTarget);
        Assert.False(File.Exists(_folder.Sub("new.contents")));
        Assert.Throws<FileAccessException>(() => FlatDirectory.Write(tree, "d", _folder.Sub("new"), default));
    }

    private static void Repair(Span<byte> header)
    {
        header[148..156].Fill((byte)' ');
        var sum = 0;
        foreach (var value in header)
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
    }

    private static byte[] TarWithSize(byte[] tar, string octal)
    {
        // The runtime puts its pax header first: header block, data block, then the member's own header.
        var header = tar.AsSpan(1024, 512);
        Encoding.ASCII.GetBytes(octal.PadLeft(11, '0')[..11]).CopyTo(header[124..]);
        Repair(header);
        return tar;
    }

    private static byte[] PaxHeader(string key, byte[] value)
    {
        var length = key.Length + value.Length + 3 + 2;
        var record = Encoding.ASCII.GetBytes($"{length} {key}=").Concat(value).Append((byte)'\n').ToArray();
        Assert.Equal(length, record.Length);
        using var output = new MemoryStream();
        using (var writer = new TarWriter(output, leaveOpen: true))
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "pax") { DataStream = new MemoryStream(record) });
        }

        var header = output.ToArray()[..1024];
        header[156] = (byte)'x';
        Repair(header.AsSpan(0, 512));
        return header;
    }
}
