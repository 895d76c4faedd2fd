using System.Diagnostics;

namespace Imager.Cli.Tests.Support;

/// <summary>A tmpfs of a few MiB; only root can have one, and not in every container.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Mounts it, or returns null where this machine does not allow that.</summary>
    public static SmallDisk? TryMount(string folder, string size) =>
        Run("mount", "-t", "tmpfs", "-o", $"size={size}", "imager-test", folder) == 0 ? new SmallDisk(folder) : null;

    public void Dispose() => Run("umount", Folder);

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
