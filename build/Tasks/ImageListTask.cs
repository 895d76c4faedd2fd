using Cake.Core.Diagnostics;
using Cake.Frosting;

namespace Imager.Build.Tasks;

[TaskName("image-list")]
[TaskDescription("Prints name, tag and digest of all container images.")]
[IsDependentOn(typeof(ImagerTask))]
[IsDependentOn(typeof(InstallerTask))]
[IsDependentOn(typeof(InstallerBaseTask))]
public sealed class ImageListTask : BuildTask
{
    public override Task RunAsync(BuildContext context, CancellationToken cancellationToken)
    {
        foreach (var image in context.Results.Containers)
        {
            context.Log.Information(image.Pinned);
        }

        return Task.CompletedTask;
    }
}
