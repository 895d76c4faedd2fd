using Imager.Core;
using Imager.Oci.Tests.Support;

namespace Imager.Oci.Tests.Storage;

public sealed class BlobStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly byte[] _content = Sample.Payload(300_000);
    private readonly Descriptor _descriptor;

    public BlobStoreTests() => _descriptor = new OciDocument(MediaTypes.OciLayer, _content).Descriptor;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AddAsync_keeps_verified_content()
    {
        var store = _folder.Store();

        await store.AddAsync(_descriptor, "test", From(_content), default);

        Assert.True(store.Contains(_descriptor));
        Assert.Equal(_content, await File.ReadAllBytesAsync(store.PathOf(_descriptor.Digest)));
        Assert.DoesNotContain(Ingest(store), name => !name!.StartsWith("lock-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(299_999, 0, "ended after")]
    [InlineData(300_001, 0, "more than")]
    [InlineData(300_000, 1, "was promised")]
    public async Task AddAsync_keeps_nothing_when_content_is_other(int length, byte change, string problem)
    {
        var store = _folder.Store();
        byte[] wrong = [.. _content.Concat(new byte[1]).Take(length)];
        wrong[1000] ^= change;

        var error = await Assert.ThrowsAsync<DependencyException>(() => store.AddAsync(_descriptor, "test", From(wrong), default));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.False(store.Contains(_descriptor));
        Assert.DoesNotContain(Ingest(store), name => !name!.StartsWith("lock-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AddAsync_continues_what_an_earlier_run_began()
    {
        var store = _folder.Store();
        await Assert.ThrowsAsync<FileAccessException>(() => store.AddAsync(_descriptor, "test", Breaking(200_000), default));
        long begunAt = -1;

        await _folder.Store().AddAsync(
            _descriptor,
            "test",
            (offset, token) =>
            {
                begunAt = offset;
                return From(_content)(offset, token);
            },
            default);

        Assert.Equal(200_000, begunAt);
        Assert.True(store.Contains(_descriptor));
    }

    [Fact]
    public async Task AddAsync_begins_anew_when_the_beginning_on_disk_is_wrong()
    {
        var store = _folder.Store();
        await File.WriteAllBytesAsync(_folder.Sub($"store/ingest/sha256-{_descriptor.Digest.Hex}"), new byte[1000]);

        await store.AddAsync(_descriptor, "test", From(_content), default);

        Assert.True(store.Contains(_descriptor));
    }

    [Fact]
    public async Task AddAsync_is_safe_when_many_add_the_same_and_others_read()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => _folder.Store()).ToList();

        await Task.WhenAll(stores.SelectMany(store => Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            await store.AddAsync(_descriptor, "test", From(_content), default);
            await using var stream = store.OpenRead(_descriptor);
            await stream.CopyToAsync(Stream.Null);
        }))));

        Assert.Equal(_content, await File.ReadAllBytesAsync(stores[0].PathOf(_descriptor.Digest)));
        Assert.DoesNotContain(Ingest(stores[0]), name => !name!.StartsWith("lock-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OpenRead_notices_a_cache_that_was_changed_on_disk()
    {
        var store = _folder.Store();
        await store.AddAsync(_descriptor, "test", From(_content), default);
        _content[5] ^= 1;
        await File.WriteAllBytesAsync(store.PathOf(_descriptor.Digest), _content);

        await using var stream = store.OpenRead(_descriptor);

        await Assert.ThrowsAsync<DependencyException>(() => stream.CopyToAsync(Stream.Null));
    }

    [Theory]
    [InlineData("/var/cache/me", "/home/me", "/var/cache/me/imager/oci")]
    [InlineData(null, "/home/me", "/home/me/.cache/imager/oci")]
    public void DefaultFolder_follows_the_xdg_variables(string? cache, string home, string expected)
    {
        Assert.Equal(expected, BlobStore.DefaultFolder(name => name == "HOME" ? home : cache));
    }

    private static IEnumerable<string?> Ingest(BlobStore store) =>
        Directory.EnumerateFiles(Path.Combine(store.Folder, "ingest")).Select(Path.GetFileName);

    private static Func<long, CancellationToken, Task<Stream>> From(byte[] content) =>
        (offset, _) => Task.FromResult<Stream>(new MemoryStream(content, (int)offset, content.Length - (int)offset));

    private Func<long, CancellationToken, Task<Stream>> Breaking(int afterBytes) =>
        (_, _) => Task.FromResult<Stream>(new BreakingStream(new MemoryStream(_content, 0, afterBytes)));

    private sealed class BreakingStream(Stream inner) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer) => inner.Read(buffer) is > 0 and var count ? count : throw new IOException("gone");

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }
}
