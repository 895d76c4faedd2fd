using Imager.Core;

namespace Imager.Build.Steps;

/// <summary>Lets one process at a time make a step; the system releases it when the process ends, however it ends.</summary>
public sealed class StepLock : IDisposable
{
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolationOnWindows = unchecked((int)0x80070020);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly FileStream stream;

    private StepLock(FileStream stream) => this.stream = stream;

    /// <summary>Waits until nobody else holds the lock; <paramref name="onWait"/> is called once if that takes time.</summary>
    /// <exception cref="FileAccessException">The artifacts folder cannot be written.</exception>
    public static Task<StepLock> AcquireAsync(BuildPaths paths, string name, Action onWait, CancellationToken cancellationToken) =>
        AcquireAsync(paths, name, FileAccess.ReadWrite, FileShare.None, onWait, cancellationToken);

    /// <summary>The same, but others may share it: only who wants it alone waits, or is waited for.</summary>
    /// <exception cref="FileAccessException">The artifacts folder cannot be written.</exception>
    public static Task<StepLock> ShareAsync(BuildPaths paths, string name, Action onWait, CancellationToken cancellationToken) =>
        AcquireAsync(paths, name, FileAccess.Read, FileShare.Read, onWait, cancellationToken);

    public void Dispose() => stream.Dispose();

    private static async Task<StepLock> AcquireAsync(
        BuildPaths paths, string name, FileAccess access, FileShare share, Action onWait, CancellationToken cancellationToken)
    {
        var path = Path.Combine(paths.Locks, name);
        for (var waited = false; ; waited = true)
        {
            try
            {
                Directory.CreateDirectory(paths.Locks);
                return new(new(path, FileMode.OpenOrCreate, access, share));
            }
            catch (IOException error) when (IsHeld(error))
            {
                if (!waited)
                {
                    onWait();
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new FileAccessException(
                    "IMG6302",
                    $"{path} cannot be opened for writing: {error.Message.TrimEnd('.')}. {await FolderOwner.AdviceAsync(paths.Artifacts, cancellationToken)}",
                    error);
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    /// <summary>Whether another process has the file; the runtime hands on what the system said.</summary>
    private static bool IsHeld(IOException error) =>
        error.HResult == (OperatingSystem.IsWindows() ? SharingViolationOnWindows : OperatingSystem.IsLinux() ? WouldBlockOnLinux : WouldBlockOnMac);
}
