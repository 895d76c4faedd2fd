using Cake.Frosting;
using Imager.Build.Make;

namespace Imager.Build.Tasks;

[TaskName("image-list")]
[TaskDescription("Prints name, tag and digest of all container images, alone on standard output.")]
[PrintsData]
[IsDependentOn(typeof(ImagerTask))]
[IsDependentOn(typeof(InstallerTask))]
[IsDependentOn(typeof(InstallerBaseTask))]
public sealed class ImageListTask : BuildTask
{
    public override Task RunAsync(BuildContext context, CancellationToken cancellationToken)
    {
        var console = (BuildConsole)context.Log;
        foreach (var image in context.Results.Containers)
        {
            console.WriteData(image.Pinned);
        }

        return Task.CompletedTask;
    }
}
