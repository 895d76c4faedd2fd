namespace Imager.BuildKit;

/// <summary>Where a build's result goes. A build without outputs only fills the engine's cache.</summary>
public abstract record BuildOutput
{
    private BuildOutput()
    {
    }

    /// <summary>The archive file this output writes on our side, or null.</summary>
    internal virtual string? ArchivePath => null;

    /// <summary>
    /// The result's files merged into a folder; with several platforms one sub-folder each (linux_amd64).
    /// </summary>
    /// <remarks>Each file gets its final name by a rename; what else is in the folder stays.</remarks>
    public sealed record LocalFolder(string Path) : BuildOutput;

    /// <summary>The result's files as one tar, complete or not there at all.</summary>
    public sealed record TarFile(string Path) : BuildOutput
    {
        internal override string? ArchivePath => Path;
    }

    /// <summary>An image in the engine's own store under a name, usable as FROM in later builds.</summary>
    public sealed record EngineImage(string Name) : BuildOutput;

    /// <summary>An OCI layout as one tar; needs a buildkitd or an engine with the containerd image store.</summary>
    public sealed record OciArchive(string Path, string? Name = null) : BuildOutput
    {
        internal override string? ArchivePath => Path;
    }

    /// <summary>What `docker load` reads; needs a buildkitd or an engine with the containerd image store.</summary>
    public sealed record DockerArchive(string Path, string Name) : BuildOutput
    {
        internal override string? ArchivePath => Path;
    }

    /// <summary>An image pushed to a registry by BuildKit; needs a buildkitd or the containerd image store.</summary>
    public sealed record PushedImage(string Name, bool PlainHttp = false) : BuildOutput;
}
