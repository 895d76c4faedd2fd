using Cake.Core.Diagnostics;
using Cake.Frosting;
using Imager.Build.Kernels;
using Imager.Build.Steps;
using Imager.Oci.Sources;

namespace Imager.Build.Tasks;

[TaskName("kernel-image")]
[TaskDescription("Compiles the kernel and makes its container image, with what modules are compiled against: artifacts/kernel-image.")]
[IsDependentOn(typeof(PackagesTask))]
public sealed class KernelImageTask : StepTask
{
    public override IEnumerable<Step> Steps(BuildContext context)
    {
        var steps = new KernelSteps(context, context.Kernel.Compiled("kernel-image"));
        return context.Architectures.SelectMany(architecture => steps.Folder(architecture)).Append(ComposeStep(context));
    }

    protected override Task PrepareAsync(BuildContext context, CancellationToken cancellationToken) =>
        KernelPreparation.RunAsync(context, context.Kernel.Compiled("kernel-image"), cancellationToken);

    private static Step ComposeStep(BuildContext context) => new()
    {
        Name = "kernel image",
        InputFiles = [.. context.Architectures.Select(context.Paths.KernelFolder)],
        InputValues = new Dictionary<string, string>
        {
            [BuildVariables.SourceDateEpoch.Name] = context.SourceDateEpoch.Seconds.ToString(),
        },
        Outputs = [context.Paths.KernelImage],
        MakeAsync = async (staging, cancellationToken) =>
        {
            var image = await new KernelImageWriter(context).ComposeAsync(
                context.Architectures, Path.Combine(staging.Path, "work"), cancellationToken);
            await OciLayout.WriteAsync(staging.For(context.Paths.KernelImage), [new TaggedImage(image, "latest")], cancellationToken);
            context.Log.Information($"kernel image: {image.Root.Descriptor.Digest}");
        },
    };
}
