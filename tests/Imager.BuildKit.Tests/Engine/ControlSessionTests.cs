using Imager.BuildKit.Engine;
using Imager.BuildKit.Session;
using Imager.BuildKit.Solve;
using Imager.BuildKit.Transport;

namespace Imager.BuildKit.Tests;

/// <summary>The way to a standalone buildkitd, tried against the BuildKit inside the engine.</summary>
[Trait("Category", "Oracle")]
public sealed class ControlSessionTests(DockerdFixture dockerd) : BuildTestBase(dockerd)
{
    [Fact]
    public async Task A_build_works_when_its_session_runs_inside_a_call()
    {
        if (!IsReady())
        {
            return;
        }

        var api = new EngineApi(new EngineConnector(Endpoint));
        await using var channel = new GrpcHttpChannel(
            async token => new HeaderSplitStream(await api.HijackAsync("/grpc", [], token)));
        var connection = new EngineConnection(
            "test",
            channel,
            new ControlSessionTransport(channel),
            new EngineAbilities(false, false, false, false, OnlyHostNetwork: true),
            null);
        var content = new byte[3_000_000];
        content.AsSpan().Fill(7);
        Folder.WriteBytes("context/data.bin", content);
        var request = Prepare(
            Base + "COPY data.bin /\nRUN --mount=type=secret,id=s cat /run/secrets/s > /secret\n",
            new BuildOutput.LocalFolder(Folder["out"])) with
        {
            Secrets = [BuildSecret.FromBytes("s", "hush"u8.ToArray())],
            NoCache = true,
        };

        await new Solver(connection, new DockerCredentials(Folder["none.json"], new RecordingRunner()))
            .RunAsync(request, Progress, CancellationToken.None);

        Assert.Equal("hush", File.ReadAllText(Folder["out/secret"]));
        Assert.Equal(content, File.ReadAllBytes(Folder["out/data.bin"]));
    }
}
