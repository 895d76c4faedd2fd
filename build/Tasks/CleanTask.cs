using Cake.Frosting;
using Imager.Build.Make;

namespace Imager.Build.Tasks;

[TaskName("clean")]
[TaskDescription("Deletes all outputs and stamps; keeps keys, the engine's cache and the compiled build program.")]
[RunsFirst]
public sealed class CleanTask : BuildTask
{
    public override string? SkipReason(BuildContext context) =>
        Directory.Exists(context.Paths.Artifacts) ? null : "there is no artifacts folder";

    public override Task RunAsync(BuildContext context, CancellationToken cancellationToken) =>
        context.RunLock.RunAloneAsync(() => Delete(context.Paths, cancellationToken), cancellationToken);

    private static void Delete(BuildPaths paths, CancellationToken cancellationToken)
    {
        var keep = new[] { paths.Cache, paths.Engine, paths.Host, paths.Locks, paths.Keys };
        foreach (var path in Directory.EnumerateFileSystemEntries(paths.Artifacts)
            .Concat(Directory.Exists(paths.Cache) ? Directory.EnumerateFileSystemEntries(paths.Cache) : [])
            .Except(keep))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }
    }
}
