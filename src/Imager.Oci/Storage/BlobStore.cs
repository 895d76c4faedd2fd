using Imager.Core;
using Imager.Oci.Model;

namespace Imager.Oci.Storage;

/// <summary>A folder of verified content, named by digest, shared by runs and by processes at the same time.</summary>
/// <remarks>
/// Shape of an OCI image layout (image-layout.md): <c>oci-layout</c>, <c>index.json</c>, <c>blobs/sha256/HEX</c>; plus <c>ingest/</c> for
/// what is not complete. A blob appears by rename, whole and verified, or not at all. An interrupted download stays in <c>ingest/</c>
/// and is continued by the next run; a mismatch deletes it.
/// </remarks>
public sealed class BlobStore
{
    private const int BufferBytes = 128 * 1024;
    private static int _lastTemporary;

    private readonly string _ingest;

    private BlobStore(string folder)
    {
        Folder = folder;
        _ingest = Path.Combine(folder, "ingest");
    }

    /// <summary>The folder of the store.</summary>
    public string Folder { get; }

    /// <summary>Opens a store, making its folders where they are missing.</summary>
    /// <exception cref="FileAccessException">The folder cannot be made or written.</exception>
    public static BlobStore Open(string folder)
    {
        var store = new BlobStore(Path.GetFullPath(folder));
        try
        {
            Directory.CreateDirectory(store._ingest);
            Directory.CreateDirectory(Path.Combine(store.Folder, "blobs", "sha256"));
            store.WriteOnce("oci-layout", Sources.OciLayout.MarkerJson);
            store.WriteOnce("index.json", new ImageIndex([]).ToDocument().Bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException(
                "IMG6500", $"{folder}: cannot be used as image cache: {error.Message} Give a writable cache folder.", error);
        }

        return store;
    }

    /// <summary>Opens a finished layout for reading: nothing is made in it.</summary>
    public static BlobStore OpenFinished(string folder) => new(Path.GetFullPath(folder));

    /// <summary>The user's cache folder for images: <c>$XDG_CACHE_HOME/imager/oci</c> or <c>~/.cache/imager/oci</c>.</summary>
    /// <param name="variable">Looks up an environment variable.</param>
    public static string DefaultFolder(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var cache = variable("XDG_CACHE_HOME") is { Length: > 0 } set ? set : Path.Combine(variable("HOME") ?? ".", ".cache");
        return Path.Combine(cache, "imager", "oci");
    }

    /// <summary>Where the blob is, or would be.</summary>
    public string PathOf(Digest digest) => Path.Combine(Folder, "blobs", digest.Algorithm, digest.Hex);

    /// <summary>Whether the blob is there with the promised size.</summary>
    public bool Contains(Descriptor descriptor) =>
        new FileInfo(PathOf(descriptor.Digest)) is { Exists: true } file && file.Length == descriptor.SizeBytes;

    /// <summary>Opens a blob; size and digest are checked again while it is read to its end.</summary>
    /// <exception cref="FileAccessException">The blob is not there or cannot be read.</exception>
    public Stream OpenRead(Descriptor descriptor) =>
        new VerifyingStream(OpenUnverified(descriptor.Digest), descriptor, PathOf(descriptor.Digest));

    /// <summary>Opens a blob for seeking, without checking it again.</summary>
    /// <exception cref="FileAccessException">The blob is not there or cannot be read.</exception>
    public FileStream OpenUnverified(Digest digest)
    {
        try
        {
            return new FileStream(PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6501", $"{PathOf(digest)}: cannot read the blob: {error.Message}", error);
        }
    }

    /// <summary>Reads a manifest, index or config that is in the store.</summary>
    /// <exception cref="DependencyException">The file is damaged.</exception>
    /// <exception cref="InvalidInputException">It is larger than any such document may be.</exception>
    public async Task<OciDocument> ReadDocumentAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        await using var stream = OpenRead(descriptor);
        return new OciDocument(descriptor.MediaType, await BoundedRead.AllAsync(stream, descriptor, PathOf(descriptor.Digest), cancellationToken));
    }

    /// <summary>Puts a document into the store.</summary>
    public Task<Descriptor> AddAsync(OciDocument document, CancellationToken cancellationToken) =>
        AddAsync(document.MediaType, (stream, token) => stream.WriteAsync(document.Bytes, token).AsTask(), cancellationToken);

    /// <summary>Puts content into the store whose digest becomes known while it is written.</summary>
    public async Task<Descriptor> AddAsync(
        string mediaType, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var path = TemporaryPath();
        try
        {
            Descriptor descriptor;
            await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes))
            {
                await using var hashing = new HashingWriteStream(file);
                await write(hashing, cancellationToken);
                descriptor = new Descriptor(mediaType, hashing.Finish(), hashing.WrittenBytes);
                file.Flush(flushToDisk: true);
            }

            Publish(path, descriptor.Digest);
            return descriptor;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6512", $"{path}: cannot store new content ({mediaType}): {error.Message}", error);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Puts promised content into the store, continuing an interrupted earlier attempt.</summary>
    /// <remarks><paramref name="open"/> gets the offset to begin at. Does nothing when the blob is there already.</remarks>
    /// <exception cref="DependencyException">The content has another size or digest; nothing is kept.</exception>
    public async Task AddAsync(
        Descriptor expected, string origin, Func<long, CancellationToken, Task<Stream>> open, CancellationToken cancellationToken)
    {
        if (Contains(expected))
        {
            return;
        }

        using var gate = TryLock(expected.Digest);
        if (Contains(expected))
        {
            return;                                            // another process finished between the two looks
        }

        var path = gate is null ? TemporaryPath() : ResumablePath(expected.Digest);
        var mayResume = false;
        try
        {
            await FillAsync(path, expected, origin, open, cancellationToken);
            Publish(path, expected.Digest);
        }
        catch (Exception error) when (!ContentVerifier.IsRefutation(error))
        {
            mayResume = gate is not null;
            if (error is IOException or UnauthorizedAccessException)
            {
                throw new FileAccessException(
                    "IMG6511",
                    $"{path}: cannot store {expected.Digest} from {origin}: {error.Message}", error);
            }

            throw;
        }
        finally
        {
            if (!mayResume)
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Fills a file, from its present end on; a beginning that turns out wrong is dropped and fetched again once.</summary>
    private static async Task FillAsync(
        string path, Descriptor expected, string origin, Func<long, CancellationToken, Task<Stream>> open, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, BufferBytes);
        var keptBytes = file.Length < expected.SizeBytes ? file.Length : 0;
        using var verifier = new ContentVerifier(expected, origin);
        try
        {
            await FillAsync(file, keptBytes, verifier, open, cancellationToken);
        }
        catch (DependencyException error) when (keptBytes > 0 && ContentVerifier.IsRefutation(error))
        {
            using var again = new ContentVerifier(expected, origin);
            await FillAsync(file, 0, again, open, cancellationToken);
        }

        file.Flush(flushToDisk: true);
    }

    private static async Task FillAsync(
        FileStream file, long keptBytes, ContentVerifier verifier, Func<long, CancellationToken, Task<Stream>> open, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        file.SetLength(keptBytes);
        file.Position = 0;
        while (await file.ReadAsync(buffer, cancellationToken) is > 0 and var kept)
        {
            verifier.Append(buffer.AsSpan(0, kept));
        }

        await using var source = await open(keptBytes, cancellationToken);
        while (await source.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            verifier.Append(buffer.AsSpan(0, count));
            await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        verifier.Finish();
    }

    /// <summary>The right to continue a partial file, or null while another process or task has it.</summary>
    /// <remarks>
    /// A lock file of its own, never removed: a lock on the data would hinder its readers, and removing would let two owners exist.
    /// One per first byte of the digest, so there are 256 at most.
    /// </remarks>
    private FileStream? TryLock(Digest digest)
    {
        try
        {
            return new FileStream(
                Path.Combine(_ingest, $"lock-{digest.Hex[..2]}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private string ResumablePath(Digest digest) => Path.Combine(_ingest, $"{digest.Algorithm}-{digest.Hex}");

    /// <summary>Unique among processes and within one; never part of an output.</summary>
    private string TemporaryPath() =>
        Path.Combine(_ingest, $"tmp-{Environment.ProcessId}-{Interlocked.Increment(ref _lastTemporary)}-{Environment.TickCount64}");

    private void Publish(string temporary, Digest digest)
    {
        var target = PathOf(digest);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(temporary, target, overwrite: true);
    }

    private void WriteOnce(string name, ReadOnlyMemory<byte> bytes)
    {
        var target = Path.Combine(Folder, name);
        if (File.Exists(target))
        {
            return;
        }

        var temporary = TemporaryPath();
        File.WriteAllBytes(temporary, bytes.Span);
        File.Move(temporary, target, overwrite: true);
    }
}
