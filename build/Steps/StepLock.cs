namespace Imager.Build.Steps;

/// <summary>Lets one process at a time make a step; the system releases it when the process ends, however it ends.</summary>
public sealed class StepLock : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly FileStream stream;

    private StepLock(FileStream stream) => this.stream = stream;

    /// <summary>Waits until nobody else holds the lock; <paramref name="onWait"/> is called once if that takes time.</summary>
    public static async Task<StepLock> AcquireAsync(string path, Action onWait, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (var waited = false; ; waited = true)
        {
            if (TryOpen(path) is { } stream)
            {
                return new(stream);
            }

            if (!waited)
            {
                onWait();
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    public void Dispose() => stream.Dispose();

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
