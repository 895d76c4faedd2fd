using System.Security.Cryptography;
using System.Text;

namespace Imager.BuildKit.Engine;

/// <summary>Where a private engine keeps its things: data in the cache folder, sockets in a short place.</summary>
/// <remarks>Socket paths are limited to 107 bytes, and containerd's lies deep below the exec-root.</remarks>
internal sealed class PrivateEnginePaths
{
    public PrivateEnginePaths(string cacheFolder)
    {
        Folder = Path.Combine(Path.GetFullPath(cacheFolder), "dockerd");
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Folder)))[..10];
        Runtime = Path.Combine(Directory.Exists("/run") ? "/run" : "/tmp", $"imager-{id}");
    }

    public string Folder { get; }

    public string Data => Path.Combine(Folder, "data");

    public string Log => Path.Combine(Folder, "dockerd.log");

    public string Lock => Path.Combine(Folder, "lock");

    /// <summary>
    /// Settings for dockerd; given explicitly so that /etc/docker/daemon.json cannot contradict our flags.
    /// </summary>
    public string Configuration => Path.Combine(Folder, "daemon.json");

    public string Runtime { get; }

    public string Socket => Path.Combine(Runtime, "docker.sock");

    public string Exec => Path.Combine(Runtime, "exec");

    public string DaemonPid => Path.Combine(Runtime, "dockerd.pid");

    /// <summary>The process at the root of the engine's own process tree.</summary>
    public string RootPid => Path.Combine(Folder, "root.pid");
}
