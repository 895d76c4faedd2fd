namespace Imager.Build.Kernels;

/// <summary>What has to be known before kernel steps can be named: the signing key, and what a tag means.</summary>
internal static class KernelPreparation
{
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
