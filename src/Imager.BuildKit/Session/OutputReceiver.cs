using System.Globalization;
using Imager.BuildKit.Files;
using Imager.BuildKit.Transport;
using Imager.BuildKit.Wire;
using Imager.Core;
using static Imager.BuildKit.Wire.Packet.Types;

namespace Imager.BuildKit.Session;

/// <summary>
/// FileSend/DiffCopy: takes what the exporters send. Archives get their final name only by <see cref="Commit"/>.
/// </summary>
internal sealed class OutputReceiver(IReadOnlyList<BuildOutput> outputs) : IDisposable
{
    private readonly List<(string TempPath, string Path)> _archives = [];

    public async Task ReceiveAsync(GrpcServerCall call)
    {
        var output = OutputOf(call);
        await call.StartAsync();
        if (output is BuildOutput.LocalFolder folder)
        {
            await ReceiveFolderAsync(call, folder.Path);
        }
        else
        {
            await ReceiveArchiveAsync(call, output.ArchivePath!);
        }
    }

    /// <summary>Moves complete archives to their places, once the solve has succeeded.</summary>
    public void Commit()
    {
        lock (_archives)
        {
            foreach (var (temp, path) in _archives)
            {
                try
                {
                    NativeFiles.Rename(temp, path);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    throw new FileAccessException(
                        "IMG6112", $"{path}: cannot put the build output in place: {error.Message}", error);
                }
            }

            _archives.Clear();
        }
    }

    public void Dispose()
    {
        lock (_archives)
        {
            _archives.ForEach(archive => File.Delete(archive.TempPath));
            _archives.Clear();
        }
    }

    private BuildOutput OutputOf(GrpcServerCall call)
    {
        var id = call.Metadata("buildkit-attachable-exporter-id") is [var text, ..]
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : 0;
        return id < outputs.Count && (outputs[id] is BuildOutput.LocalFolder || outputs[id].ArchivePath is not null)
            ? outputs[id]
            : throw new GrpcException(GrpcCode.NotFound, $"the build has no output {id} that takes files");
    }

    private static async Task ReceiveFolderAsync(GrpcServerCall call, string path)
    {
        using var receiver = new DirectoryReceiver(path);
        var listed = false;
        var finished = false;
        while (await call.ReadAsync(Packet.Parser, call.Aborted) is { } packet)
        {
            switch (packet.Type)
            {
                case PacketType.PacketStat when packet.Stat is null:
                    listed = true;
                    break;
                case PacketType.PacketStat:
                    if (receiver.Announce(packet.Stat) is { } id)
                    {
                        await call.WriteAsync(new Packet { Type = PacketType.PacketReq, ID = id });
                    }

                    break;
                case PacketType.PacketData:
                    await receiver.AppendAsync(packet.ID, packet.Data, call.Aborted);
                    break;
                case PacketType.PacketErr:
                    throw new GrpcException(GrpcCode.Unknown, packet.Data.ToStringUtf8());
                case PacketType.PacketFin:
                    return;
                default:
                    throw new GrpcException(GrpcCode.InvalidArgument, $"unexpected packet {packet.Type}");
            }

            if (listed && !finished && receiver.Missing == 0)
            {
                finished = true;
                receiver.Complete();
                await call.WriteAsync(new Packet { Type = PacketType.PacketFin });
            }
        }

        throw new OperationCanceledException("the daemon ended the transfer early");
    }

    private async Task ReceiveArchiveAsync(GrpcServerCall call, string path)
    {
        try
        {
            var final = Path.GetFullPath(path);
            Directory.CreateDirectory(Path.GetDirectoryName(final)!);
            var temp = $"{final}.imager-{Environment.ProcessId}.tmp";
            lock (_archives)
            {
                _archives.Add((temp, final));
            }

            await using var file = new FileStream(
                temp, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            while (await call.ReadAsync(BytesMessage.Parser, call.Aborted) is { } message)
            {
                await file.WriteAsync(message.Data.Memory, call.Aborted);
            }
        }
        catch (Exception error) when (call.IsOfFile(error))
        {
            throw new FileAccessException("IMG6111", $"{path}: cannot write this build output: {error.Message}", error);
        }
    }
}
