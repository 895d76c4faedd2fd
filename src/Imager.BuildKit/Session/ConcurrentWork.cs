namespace Imager.BuildKit.Session;

/// <summary>
/// Runs several loops of one call together; the first failure stops the others and is the one thrown.
/// </summary>
internal static class ConcurrentWork
{
    public static async Task RunAsync(
        IEnumerable<Func<CancellationToken, Task>> loops, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Exception? first = null;
        async Task GuardAsync(Func<CancellationToken, Task> loop)
        {
            try
            {
                await loop(stop.Token);
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref first, error, null);
                await stop.CancelAsync();
            }
        }

        await Task.WhenAll(loops.Select(GuardAsync));
        if (first is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }
}
