using Cake.Core.Diagnostics;
using Cake.Frosting;
using Imager.Build.Reproducibility;

namespace Imager.Build.Tasks;

[TaskName("reproducibility-test")]
[TaskDescription("Builds everything twice, in other folders and without any cache, and says which file differs and where.")]
[IsDependentOn(typeof(PackagesTask))]
public sealed class ReproducibilityTestTask : BuildTask
{
    /// <summary>Boot assets come with the images; the command comes with the containers.</summary>
    private static readonly string[] Everything = ["iso", "metal", "image-metal-uki", "installer-base", "installer", "imager"];

    private static readonly string[] KernelOnly = ["kernel"];

    public override async Task RunAsync(BuildContext context, CancellationToken cancellationToken)
    {
        // Everything else holds the certificate or signed modules of a key that no longer exists.
        var eachHasItsKey = context.Kernel.Source is not null && context.SigningKeys.IsEphemeral;
        if (eachHasItsKey)
        {
            context.Log.Warning(
                "MODULE_SIGNING_KEY=ephemeral: each build has a key of its own, so only the kernels are compared, without signatures. With a key in a "
                + "file everything can be compared.");
        }

        var builds = new BuildPair(context);
        await builds.RunAsync(eachHasItsKey ? KernelOnly : Everything, cancellationToken);
        if (eachHasItsKey)
        {
            builds.CompareKernels(cancellationToken);
        }
        else
        {
            builds.CompareFiles(cancellationToken);
        }

        builds.Delete();
    }
}
