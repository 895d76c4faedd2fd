namespace Imager.BuildKit.Tests;

/// <summary>A context folder with a busybox image to start from, since no registry is needed or used.</summary>
[Collection(DockerdCollection.Name)]
public abstract class BuildTestBase(DockerdFixture dockerd) : IDisposable
{
    protected const string Base =
        "FROM scratch AS base\nCOPY busybox /bin/sh\nCOPY busybox /bin/busybox\nENV PATH=/bin\nRUN [\"/bin/busybox\", \"--install\", \"-s\", \"/bin\"]\n";

    private readonly TemporaryFolder _folder = new();

    protected TemporaryFolder Folder => _folder;

    protected string Context => _folder.Folder("context");

    internal RecordingProgress Progress { get; } = new();

    protected BuildEngine Engine => dockerd.Engine!;

    protected EngineEndpoint Endpoint => dockerd.Endpoint;

    protected bool IsReady() => dockerd.Engine is not null;

    protected BuildRequest Prepare(string dockerfile, params BuildOutput[] outputs)
    {
        File.Copy(Requirements.Busybox, Path.Combine(Context, "busybox"), overwrite: true);
        _folder.Write("context/Dockerfile", dockerfile);
        return new BuildRequest { ContextFolder = Context, Outputs = outputs };
    }

    protected Task<BuildResult> SolveAsync(BuildRequest request) =>
        Engine.SolveAsync(request, Progress, CancellationToken.None);

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
