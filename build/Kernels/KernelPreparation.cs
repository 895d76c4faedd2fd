namespace Imager.Build.Kernels;

/// <summary>What has to be known before kernel steps can be named: the signing key, and what a tag means.</summary>
internal static class KernelPreparation
{
    /// <summary>What can be wrong before anything runs: a level that only a compiled kernel has, a key file that is not there.</summary>
    /// <exception cref="Imager.Core.ImagerException">Something does not fit.</exception>
    public static void Check(BuildContext context, KernelChoice choice)
    {
        foreach (var architecture in context.AssetArchitectures)
        {
            choice.RequireLevelOf(architecture);
        }

        if (choice.Source is not null)
        {
            context.SigningKeys.Check();
        }
    }

    public static async Task RunAsync(BuildContext context, KernelChoice choice, CancellationToken cancellationToken)
    {
        if (choice.Source is not null)
        {
            context.SigningKeys.Get();
            context.CompiledKernel = choice;
        }

        foreach (var warning in choice.Ignored)
        {
            context.WarnOnce(warning);
        }

        await context.KernelImage.GetAsync(cancellationToken);
    }
}
