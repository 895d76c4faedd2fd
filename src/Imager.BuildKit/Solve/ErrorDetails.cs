using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Imager.BuildKit.Transport;
using RpcStatus = Imager.BuildKit.Wire.Status;

namespace Imager.BuildKit.Solve;

/// <summary>What BuildKit packs into grpc-status-details-bin: JSON in protobuf's Any.</summary>
internal sealed record ErrorDetails(
    string? VertexDigest, int? ExitCode, string? FileName, IReadOnlyList<string> SourceLines)
{
    private const string TypePrefix = "github.com/moby/buildkit/";
    private const int MaxSourceLines = 15;

    public static ErrorDetails Read(GrpcException error)
    {
        var found = new ErrorDetails(null, null, null, []);
        try
        {
            var status = RpcStatus.Parser.ParseFrom(error.Details.Span);
            foreach (var detail in status.Details)
            {
                if (!detail.TypeUrl.StartsWith(TypePrefix, StringComparison.Ordinal))
                {
                    continue;
                }

                using var json = JsonDocument.Parse(detail.Value.Memory);
                found = found.With(detail.TypeUrl[TypePrefix.Length..], json.RootElement);
            }
        }
        catch (Exception broken) when (broken is InvalidProtocolBufferException or JsonException or FormatException)
        {
            // The details only embellish; the message is complete without them.
        }

        return found.ExitCode is null ? found with { ExitCode = ExitCodeIn(error.Message) } : found;
    }

    private ErrorDetails With(string type, JsonElement json) => type switch
    {
        "errdefs.Vertex+json" when VertexDigest is null => this with { VertexDigest = Text(json, "digest") },
        "gatewayapi.ExitMessage+json" when Number(json, "Code") is { } code => this with { ExitCode = code },
        "errdefs.Source+json" when SourceLines.Count == 0 => WithSource(json),
        _ => this,
    };

    private ErrorDetails WithSource(JsonElement json)
    {
        if (!json.TryGetProperty("info", out var info) || Text(info, "data") is not { } data)
        {
            return this;
        }

        var source = new DockerfileText(Encoding.UTF8.GetString(Convert.FromBase64String(data)));
        var shown = new List<string>();
        if (json.TryGetProperty("ranges", out var ranges))
        {
            foreach (var range in ranges.EnumerateArray())
            {
                shown.AddRange(source.Show(Line(range, "start"), Line(range, "end")));
            }
        }

        return this with
        {
            FileName = Text(info, "filename"),
            SourceLines = [.. shown.Distinct().Take(MaxSourceLines)],
        };
    }

    private static int Line(JsonElement range, string end) =>
        range.TryGetProperty(end, out var position) ? Number(position, "line") ?? 0 : 0;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : null;

    /// <summary>BuildKit before 0.9 has the code only in the text: <c>exit code: 42</c>.</summary>
    internal static int? ExitCodeIn(string message)
    {
        const string Marker = "exit code: ";
        var start = message.LastIndexOf(Marker, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var digits = message[(start + Marker.Length)..].TakeWhile(char.IsAsciiDigit).ToArray();
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
    }
}
