using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Imager.BuildKit.Wire;

namespace Imager.BuildKit.Progress;

/// <summary>BuildKit's status messages as our types.</summary>
internal static class StatusReader
{
    public static BuildStatus Read(StatusResponse response) => new(
        [.. response.Vertexes.Select(vertex => new BuildStep(
            vertex.Digest, vertex.Name, vertex.Cached, Time(vertex.Started), Time(vertex.Completed), vertex.Error))],
        [.. response.Statuses.Select(status => new BuildTransfer(
            status.Vertex, status.ID, status.Current, status.Total, Time(status.Started), Time(status.Completed)))],
        [.. response.Logs.Select(log => new BuildLog(log.Vertex, Time(log.Timestamp), log.Stream == 2, log.Msg.Memory))],
        [.. response.Warnings.Select(warning => new BuildWarning(
            warning.Vertex, Text(warning.Short), string.Join('\n', warning.Detail.Select(Text)), warning.Url))]);

    private static DateTimeOffset? Time(Timestamp? timestamp) => timestamp?.ToDateTimeOffset();

    private static string Text(ByteString bytes) => Encoding.UTF8.GetString(bytes.Span);
}
