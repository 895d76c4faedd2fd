using Cake.Frosting;

namespace Imager.Build.Tasks;

[TaskName("clean")]
[TaskDescription("Deletes all outputs and stamps; keeps keys, the engine's cache and the compiled build program.")]
public sealed class CleanTask : BuildTask
{
    public override string? SkipReason(BuildContext context) =>
        Directory.Exists(context.Paths.Artifacts) ? null : "there is no artifacts folder";

    public override Task RunAsync(BuildContext context, CancellationToken cancellationToken)
    {
        var keep = new[] { context.Paths.Cache, context.Paths.Engine, context.Paths.Host, context.Paths.Locks, context.Paths.Keys };
        foreach (var path in Directory.EnumerateFileSystemEntries(context.Paths.Artifacts)
            .Concat(Directory.Exists(context.Paths.Cache) ? Directory.EnumerateFileSystemEntries(context.Paths.Cache) : [])
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

        return Task.CompletedTask;
    }
}
