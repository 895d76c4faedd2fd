using Cake.Frosting;
using Imager.Build.Containers;
using Imager.Build.Processes;

namespace Imager.Build.Tasks;

[TaskName("sign-images")]
[TaskDescription("Pushes all container images and signs their digests with cosign: COSIGN_KEY=FILE, or keyless in CI.")]
[IsDependentOn(typeof(PushTask))]
public sealed class SignImagesTask : BuildTask
{
    protected override void Check(BuildContext context) => ImageSigner.KeyArgument(context);

    public override async Task RunAsync(BuildContext context, CancellationToken cancellationToken)
    {
        await new FetchedTools(context).EnsureAsync(required: true, cancellationToken);
        var pushed = context.Results.Containers.Where(image => context.Results.WasPushed(image.Name));
        await new ImageSigner(context).SignAsync([.. pushed.Select(image => image.Reference.WithDigest(image.Digest))], cancellationToken);
    }
}
