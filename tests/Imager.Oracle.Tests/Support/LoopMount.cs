namespace Imager.Oracle.Tests.Support;

/// <summary>Mounts an image where this machine lets us: as root, with loop devices and the file system in the kernel.</summary>
public static class LoopMount
{
    /// <summary>Whether an XFS image can be mounted. Never required: containers and laptops usually cannot.</summary>
    public static bool IsPossible => CanMount("xfs");

    /// <summary>Whether an image of this file system can be mounted.</summary>
    public static bool CanMount(string fileSystem) =>
        Environment.IsPrivilegedProcess
        && File.Exists("/dev/loop-control")
        && File.ReadAllText("/proc/filesystems").Contains($"\t{fileSystem}\n", StringComparison.Ordinal);

    /// <summary>Mounts, runs <paramref name="action"/> with the folder, and unmounts whatever happens.</summary>
    public static void Use(string image, string folder, Action<string> action, string options = "loop")
    {
        Directory.CreateDirectory(folder);
        Tool.RunChecked("mount", "-o", options, image, folder);
        try
        {
            action(folder);
        }
        finally
        {
            Tool.RunChecked("umount", folder);
        }
    }
}
