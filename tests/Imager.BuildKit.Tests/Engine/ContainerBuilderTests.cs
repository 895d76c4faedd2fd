using System.Text.Json;
using Imager.BuildKit.Transport;
using Imager.Core;

namespace Imager.BuildKit.Tests;

/// <summary>A buildkitd in a container of a Docker engine, as "docker buildx create --driver docker-container" makes one.</summary>
[Trait("Category", "Oracle")]
public sealed class ContainerBuilderTests(DockerdFixture dockerd) : BuildTestBase(dockerd)
{
    private const string Image = "imager-test-buildkitd";

    [Fact]
    public async Task SolveAsync_builds_in_a_running_container()
    {
        if (!BuildkitdProcess.IsHere() || !IsReady())
        {
            return;
        }

        var api = new EngineApi(new EngineConnector(Endpoint));
        var name = await StartBuilderAsync(api);
        try
        {
            var data = new byte[3_000_000];
            data.AsSpan().Fill(5);
            Folder.WriteBytes("context/data.bin", data);
            await using var engine = await ConnectWhenReadyAsync(name);
            var request = Prepare(Base + "COPY data.bin /\nRUN echo in a container > /note\n", new BuildOutput.LocalFolder(Folder["out"]));

            await engine.SolveAsync(request, Progress, CancellationToken.None);

            Assert.Equal("in a container\n", File.ReadAllText(Folder["out/note"]));
            Assert.Equal(data, File.ReadAllBytes(Folder["out/data.bin"]));
        }
        finally
        {
            await api.SendAsync("DELETE", $"/containers/{name}?force=1", CancellationToken.None);
        }
    }

    [Fact]
    public async Task FindAsync_names_the_container_when_it_does_not_exist()
    {
        if (!IsReady())
        {
            return;
        }

        var error = await Assert.ThrowsAsync<HostEnvironmentException>(() => ConnectAsync("no-such-builder"));

        Assert.Equal("IMG4101", error.Code);
        Assert.Contains("No such container: no-such-builder", error.Message, StringComparison.Ordinal);
    }

    private Task<BuildEngine> ConnectAsync(string name) => BuildEngine.FindAsync(
        DockerdFixture.Options(Folder.Root) with
        {
            Endpoint = EngineEndpoint.ParseBuilder(
                $"docker-container://{name}?engine=unix://{Endpoint.SocketPath}", null, _ => null),
            Patience = TimeSpan.FromSeconds(2),
        },
        CancellationToken.None);

    /// <summary>The programs in an otherwise empty image; the host's libraries and runc come in as mounts.</summary>
    private async Task<string> StartBuilderAsync(EngineApi api)
    {
        File.Copy(Path.Combine(BuildkitdProcess.Programs, "buildkitd"), Path.Combine(Context, "buildkitd"), overwrite: true);
        File.Copy(Path.Combine(BuildkitdProcess.Programs, "buildctl"), Path.Combine(Context, "buildctl"), overwrite: true);
        await SolveAsync(Prepare("FROM scratch\nCOPY buildkitd buildctl /imager/\nCOPY busybox /imager/\n", new BuildOutput.EngineImage(Image)));
        var state = Folder.Folder("state");
        var create = JsonSerializer.Serialize(new
        {
            Image,
            Env = new[] { "PATH=/imager:/usr/sbin:/usr/bin:/sbin:/bin" },
            Cmd = new[] { "/imager/buildkitd", "--oci-worker-net", "host", "--containerd-worker=false" },
            HostConfig = new
            {
                // Privileged would be usual, but sandboxes that run tests may lack SYS_RESOURCE themselves.
                CapAdd = new[] { "ALL" },
                CapDrop = new[] { "SYS_RESOURCE" },
                SecurityOpt = new[] { "seccomp=unconfined", "apparmor=unconfined" },
                NetworkMode = "host",
                Tmpfs = new Dictionary<string, string> { ["/tmp"] = string.Empty },
                Binds = new[]
                {
                    "/usr:/usr:ro", "/bin:/bin:ro", "/sbin:/sbin:ro", "/lib:/lib:ro", "/lib64:/lib64:ro",
                    "/sys/fs/cgroup:/sys/fs/cgroup", $"{state}:/var/lib/buildkit",
                },
            },
        });
        var name = $"builder-{Path.GetFileName(Folder.Root)}";
        var created = await api.SendAsync("POST", $"/containers/create?name={name}", create, CancellationToken.None);
        Assert.True(created.Status == 201, created.BodyText);
        var started = await api.SendAsync("POST", $"/containers/{name}/start", CancellationToken.None);
        Assert.True(started.Status == 204, started.BodyText);
        return name;
    }

    /// <summary>buildkitd shows nothing outside when it is ready.</summary>
    private async Task<BuildEngine> ConnectWhenReadyAsync(string name)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await ConnectAsync(name);
            }
            catch (HostEnvironmentException) when (tries < 100)
            {
                await Task.Delay(200);
            }
        }
    }
}
