using System.Text.Json;

namespace Imager.BuildKit.Transport;

/// <summary>Reaches the buildkitd inside a running container: <c>buildctl dial-stdio</c>, run there through the engine.</summary>
/// <remarks>buildx calls this style of builder "docker-container"; its containers are named buildx_buildkit_NAME0.</remarks>
internal sealed class ContainerConnector(EngineApi api, string container) : IEngineConnector
{
    private const string Command =
        """{"AttachStdin":true,"AttachStdout":true,"AttachStderr":true,"Tty":false,"Cmd":["buildctl","dial-stdio"]}""";

    private const string Start = """{"Detach":false,"Tty":false}""";

    public async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var answer = await api.SendAsync("POST", $"/containers/{container}/exec", Command, cancellationToken);
        if (answer.Status != 201)
        {
            var hint = answer.Status switch
            {
                404 => " `docker ps -a` lists the containers there are.",
                409 => $" Start it: `docker start {container}`.",
                _ => string.Empty,
            };
            throw new IOException(
                $"the container {container} cannot be used: {EngineApi.ErrorText(answer.Body.Span).TrimEnd('.')}.{hint}");
        }

        var stream = await api.UpgradeAsync($"/exec/{ExecId(answer)}/start", [("Upgrade", "tcp")], Start, cancellationToken);
        return new AttachedStream(stream, $"`buildctl dial-stdio` in the container {container}");
    }

    private static string ExecId(Http1Response answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            return json.RootElement.GetProperty("Id").GetString() ?? string.Empty;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException)
        {
            throw new IOException($"the engine's answer about the new exec has no Id: {answer.BodyText}", error);
        }
    }
}
