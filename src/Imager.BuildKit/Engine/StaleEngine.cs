using System.Globalization;
using Imager.Core;

namespace Imager.BuildKit.Engine;

/// <summary>Cleans up after a private engine whose owner was killed. Call it only while holding the lock.</summary>
internal static class StaleEngine
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Waits for the old engine, which stops by itself when its owner dies, and kills it if it does not.
    /// </summary>
    public static async Task RemoveAsync(PrivateEnginePaths paths, CancellationToken cancellationToken)
    {
        if (RunningRoot(paths) is { } id)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_patience);
            try
            {
                while (RunningRoot(paths) is not null)
                {
                    await Task.Delay(50, limit.Token);
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                using var old = System.Diagnostics.Process.GetProcessById(id);
                old.Kill();
                await old.WaitForExitAsync(cancellationToken);
            }
        }

        RemoveFiles(paths);
    }

    public static void RemoveFiles(PrivateEnginePaths paths)
    {
        try
        {
            File.Delete(paths.RootPid);
            if (Directory.Exists(paths.Runtime))
            {
                Directory.Delete(paths.Runtime, recursive: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException(
                "IMG6106", $"{paths.Runtime}: cannot remove what a stopped engine left: {error.Message}", error);
        }
    }

    /// <summary>The recorded process, if it still is our engine's and not another one with the same number.</summary>
    private static int? RunningRoot(PrivateEnginePaths paths)
    {
        try
        {
            return File.Exists(paths.RootPid)
                && int.TryParse(
                    File.ReadAllText(paths.RootPid).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && File.ReadAllText($"/proc/{id}/cmdline").Contains(paths.Runtime, StringComparison.Ordinal)
                ? id
                : null;
        }
        catch (IOException)
        {
            return null; // it is gone
        }
    }
}
