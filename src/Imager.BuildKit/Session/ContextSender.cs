using System.Buffers;
using System.Threading.Channels;
using Imager.BuildKit.Files;
using Imager.BuildKit.Transport;
using Imager.BuildKit.Wire;
using Imager.Core;
using static Imager.BuildKit.Wire.Packet.Types;

namespace Imager.BuildKit.Session;

/// <summary>
/// FileSync/DiffCopy: sends the build's local folders; the daemon asks only for contents that it lacks.
/// </summary>
internal sealed class ContextSender(IReadOnlyDictionary<string, string> folders)
{
    private const int Workers = 4;
    private const int ChunkBytes = 256 * 1024;
    private const int HeaderRoom = 32;

    public async Task SendAsync(GrpcServerCall call)
    {
        var name = call.Metadata("dir-name") is [var first, ..] ? first : string.Empty;
        if (!folders.TryGetValue(name, out var root))
        {
            throw new GrpcException(GrpcCode.NotFound, $"the build has no local folder \"{name}\"");
        }

        await call.StartAsync();
        await new Transfer(call, Walker(call, root)).RunAsync();
    }

    private static ContextWalker Walker(GrpcServerCall call, string root)
    {
        var includes = call.Metadata("include-patterns").ToList();
        var followed = call.Metadata("followpaths");
        if (followed.Count > 0)
        {
            var paths = FollowedPaths.Resolve(root, followed);
            includes = paths is null ? [] : [.. includes, .. paths];
        }

        var excludes = call.Metadata("exclude-patterns");
        return new(
            root,
            includes.Count == 0 ? null : new PatternMatcher(includes),
            excludes.Count == 0 ? null : new PatternMatcher(excludes));
    }

    /// <summary>One call: files are listed, asked for and sent at the same time.</summary>
    private sealed class Transfer(GrpcServerCall call, ContextWalker walker)
    {
        private readonly Channel<uint> _requests = Channel.CreateUnbounded<uint>();
        private readonly List<string?> _contents = [];

        public async Task RunAsync()
        {
            var loops = new List<Func<CancellationToken, Task>> { ReadRequestsAsync, SendStatsAsync };
            loops.AddRange(Enumerable.Repeat<Func<CancellationToken, Task>>(SendContentsAsync, Workers));
            await ConcurrentWork.RunAsync(loops, call.Aborted);
            await call.WriteAsync(new Packet { Type = PacketType.PacketFin });
        }

        private async Task ReadRequestsAsync(CancellationToken cancellationToken)
        {
            while (await call.ReadAsync(Packet.Parser, cancellationToken) is { } packet)
            {
                switch (packet.Type)
                {
                    case PacketType.PacketReq:
                        await _requests.Writer.WriteAsync(packet.ID, cancellationToken);
                        break;
                    case PacketType.PacketFin:
                        _requests.Writer.Complete();
                        return;
                    case PacketType.PacketErr:
                        throw new GrpcException(GrpcCode.Unknown, packet.Data.ToStringUtf8());
                    default:
                        throw new GrpcException(GrpcCode.InvalidArgument, $"unexpected packet {packet.Type}");
                }
            }

            throw new OperationCanceledException("the daemon ended the transfer early");
        }

        private async Task SendStatsAsync(CancellationToken cancellationToken)
        {
            foreach (var entry in walker.Walk())
            {
                cancellationToken.ThrowIfCancellationRequested();
                lock (_contents)
                {
                    _contents.Add(entry.ContentPath);
                }

                await call.WriteAsync(new Packet { Type = PacketType.PacketStat, Stat = entry.Stat }, flush: false);
            }

            await call.WriteAsync(new Packet { Type = PacketType.PacketStat });
        }

        private async Task SendContentsAsync(CancellationToken cancellationToken)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(HeaderRoom + ChunkBytes);
            try
            {
                await foreach (var id in _requests.Reader.ReadAllAsync(cancellationToken))
                {
                    await SendContentAsync(id, ContentOf(id), buffer);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        private string ContentOf(uint id)
        {
            lock (_contents)
            {
                return (id < _contents.Count ? _contents[(int)id] : null)
                    ?? throw new GrpcException(GrpcCode.InvalidArgument, $"file {id} has no content to send");
            }
        }

        private async Task SendContentAsync(uint id, string path, byte[] buffer)
        {
            try
            {
                using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
                long offset = 0;
                while (RandomAccess.Read(file, buffer.AsSpan(HeaderRoom, ChunkBytes), offset) is var count and > 0)
                {
                    offset += count;
                    await call.WriteFrameAsync(FrameData(buffer, id, count));
                }
            }
            catch (FileNotFoundException)
            {
                // It vanished after it was listed; an empty file is what the protocol has for that.
            }
            catch (Exception error)
                when (error is UnauthorizedAccessException or IOException && !call.Aborted.IsCancellationRequested)
            {
                throw new FileAccessException(
                    "IMG6102", $"{path}: cannot read this file of a build context: {error.Message}", error);
            }

            await call.WriteAsync(new Packet { Type = PacketType.PacketData, ID = id });
        }
    }

    /// <summary>Puts prefix and packet header right before the payload, so that the payload is not copied.</summary>
    internal static ReadOnlyMemory<byte> FrameData(byte[] buffer, uint id, int payloadBytes)
    {
        Span<byte> header = stackalloc byte[HeaderRoom];
        var length = GrpcFraming.PrefixBytes;
        header[length++] = 1 << 3; // field 1, type
        header[length++] = (byte)PacketType.PacketData;
        if (id != 0)
        {
            header[length++] = 3 << 3; // field 3, ID
            length = AppendVarint(header, length, id);
        }

        header[length++] = (4 << 3) | 2; // field 4, data
        length = AppendVarint(header, length, (uint)payloadBytes);
        GrpcFraming.WritePrefix(header, length - GrpcFraming.PrefixBytes + payloadBytes);
        header[..length].CopyTo(buffer.AsSpan(HeaderRoom - length));
        return buffer.AsMemory(HeaderRoom - length, length + payloadBytes);
    }

    private static int AppendVarint(Span<byte> destination, int position, uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            destination[position++] = (byte)(value | 0x80);
        }

        destination[position++] = (byte)value;
        return position;
    }
}
