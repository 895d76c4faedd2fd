using System.Security.Cryptography;
using Google.Protobuf;
using Imager.BuildKit.Files;
using Imager.BuildKit.Transport;
using Imager.BuildKit.Wire.Blobs;
using Imager.Core;

namespace Imager.BuildKit.Session;

/// <summary>containerd's content store over folders on our side, chosen by a name in the call's metadata.</summary>
/// <remarks>
/// BuildKit writes each blob in one call (STAT, WRITE..., COMMIT; each is answered) and reads in windows of 1 MiB, which may
/// start or end behind the blob's end.
/// </remarks>
internal sealed class ContentService(IReadOnlyDictionary<string, BlobFolder> folders)
{
    private const string StoreHeader = "buildkit-attachable-store-id";
    private const int ChunkBytes = 1024 * 1024;

    private int _writes;

    public IReadOnlyDictionary<string, SessionMethod> Methods => new Dictionary<string, SessionMethod>
    {
        [SessionMethods.ContentInfo] = InfoAsync,
        [SessionMethods.ContentRead] = ReadAsync,
        [SessionMethods.ContentStatus] = StatusAsync,
        [SessionMethods.ContentWrite] = WriteAsync,
        [SessionMethods.ContentAbort] = AbortAsync,
    };

    private async Task InfoAsync(GrpcServerCall call)
    {
        var digest = (await call.ReadRequestAsync(InfoRequest.Parser)).Digest;
        var file = new FileInfo(FolderOf(call).PathOf(digest));
        if (!file.Exists)
        {
            throw new GrpcException(GrpcCode.NotFound, $"content {digest}: not found");
        }

        await call.WriteAsync(new InfoResponse { Info = new Info { Digest = digest, Size = file.Length } });
    }

    private async Task ReadAsync(GrpcServerCall call)
    {
        var request = await call.ReadRequestAsync(ReadContentRequest.Parser);
        var path = FolderOf(call).PathOf(request.Digest);
        if (!File.Exists(path))
        {
            throw new GrpcException(GrpcCode.NotFound, $"content {request.Digest}: not found");
        }

        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        var end = request.Size > 0 ? Math.Min(length, request.Offset + request.Size) : length;
        var buffer = new byte[ChunkBytes];
        for (var offset = request.Offset; offset < end;)
        {
            var wanted = (int)Math.Min(buffer.Length, end - offset);
            var count = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, wanted), offset, call.Aborted);
            if (count == 0)
            {
                break;
            }

            var data = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, count));
            await call.WriteAsync(new ReadContentResponse { Offset = offset, Data = data });
            offset += count;
        }
    }

    /// <summary>There is nothing to resume: a blob is written in one call or not at all.</summary>
    private static async Task StatusAsync(GrpcServerCall call)
    {
        var reference = (await call.ReadRequestAsync(StatusRequest.Parser)).Ref;
        throw new GrpcException(GrpcCode.NotFound, $"ingest {reference}: not found");
    }

    private static async Task AbortAsync(GrpcServerCall call)
    {
        await call.ReadRequestAsync(AbortRequest.Parser);
        await call.WriteAsync(new Empty());
    }

    private async Task WriteAsync(GrpcServerCall call)
    {
        var folder = FolderOf(call);
        await call.StartAsync();
        string? temporary = null;
        try
        {
            await using var file = folder.CreateTemporary(Interlocked.Increment(ref _writes));
            temporary = file.Name;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            while (await call.ReadAsync(WriteContentRequest.Parser, call.Aborted) is { } request)
            {
                RefuseKnown(folder, request.Expected);
                if (request.Data.Length > 0)
                {
                    await AppendAsync(file, hash, request, call.Aborted);
                }

                var answer = new WriteContentResponse { Action = request.Action, Offset = file.Position, Total = request.Total };
                if (request.Action == WriteAction.Commit)
                {
                    answer.Digest = Commit(folder, file, hash, request);
                }

                await call.WriteAsync(answer);
            }
        }
        catch (Exception error) when (call.IsOfFile(error))
        {
            throw new FileAccessException("IMG6630", $"the build cache cannot be written: {error.Message}", error);
        }
        finally
        {
            if (temporary is not null)
            {
                File.Delete(temporary); // after a commit it has another name
            }
        }
    }

    private static void RefuseKnown(BlobFolder folder, string digest)
    {
        if (digest.Length > 0 && File.Exists(folder.PathOf(digest)))
        {
            throw new GrpcException(GrpcCode.AlreadyExists, $"content {digest}: already exists");
        }
    }

    private static async Task AppendAsync(
        FileStream file, IncrementalHash hash, WriteContentRequest request, CancellationToken cancellationToken)
    {
        if (request.Offset != file.Position)
        {
            throw new GrpcException(
                GrpcCode.InvalidArgument, $"ingest {request.Ref}: offset {request.Offset}, expected {file.Position}");
        }

        hash.AppendData(request.Data.Span);
        await file.WriteAsync(request.Data.Memory, cancellationToken);
    }

    private static string Commit(BlobFolder folder, FileStream file, IncrementalHash hash, WriteContentRequest request)
    {
        var digest = "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
        if ((request.Expected.Length > 0 && request.Expected != digest)
            || (request.Total > 0 && request.Total != file.Position))
        {
            throw new GrpcException(
                GrpcCode.InvalidArgument,
                $"ingest {request.Ref}: got {file.Position} bytes of {digest}, expected {request.Total} of {request.Expected}");
        }

        file.Flush();
        NativeFiles.Rename(file.Name, folder.PathOf(digest));
        return digest;
    }

    private BlobFolder FolderOf(GrpcServerCall call) =>
        call.Metadata(StoreHeader) is [var name, ..] && folders.TryGetValue(name, out var folder)
            ? folder
            : throw new GrpcException(
                GrpcCode.NotFound, $"this build has no content store {string.Join(", ", call.Metadata(StoreHeader))}");
}
