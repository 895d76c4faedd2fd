using Cake.Frosting;
using Imager.Build.Results;

namespace Imager.Build.Tasks;

[TaskName("checksums")]
[TaskDescription("Writes sha256sum.txt and sha512sum.txt of everything that ./build.sh all makes.")]
[IsDependentOn(typeof(AllTask))]
public sealed class ChecksumsTask : BuildTask
{
    public override Task RunAsync(BuildContext context, CancellationToken cancellationToken) => ChecksumFiles.WriteAsync(
        context.Paths.Artifacts, [.. TaskProducts.Of(typeof(ChecksumsTask), context).Select(path => Path.GetFileName(path)!)], cancellationToken);
}
