using Imager.Build.Containers;
using Imager.Build.Steps;

namespace Imager.Build.Kernels;

/// <summary>The kernel image among the artifacts: an OCI layout and an archive for each machine.</summary>
internal static class KernelImageStep
{
    /// <summary>Its name in references and file names.</summary>
    public const string ImageName = "kernel";

    /// <summary>Composes it from the folders of the compiled kernels.</summary>
    public static Step Create(BuildContext context)
    {
        var files = new ContainerImageFiles(context, ImageName);
        return new()
        {
            Name = $"container {ImageName}",
            InputFiles = [.. context.Architectures.Select(context.Paths.KernelFolder)],
            InputValues = new Dictionary<string, string>
            {
                [BuildVariables.Platform.Name] = string.Join(',', context.Architectures),
                [BuildVariables.SourceDateEpoch.Name] = context.SourceDateEpoch.Seconds.ToString(),
                ["image"] = context.Containers.ReferenceTo(ImageName).ToString(),
            },
            Outputs = files.Outputs,
            MakeAsync = (staging, cancellationToken) =>
            {
                var writer = new KernelImageWriter(context, Path.Combine(staging.Path, "work"));
                return files.MakeAsync(
                    staging, (images, machine) => writer.ComposeAsync(images, machine, cancellationToken), cancellationToken);
            },
        };
    }

    /// <summary>Notes the image, and pushes it when PUSH=1.</summary>
    public static async Task PublishAsync(BuildContext context, CancellationToken cancellationToken)
    {
        await ContainerPublisher.RecordAsync(context, ImageName, cancellationToken);
        if (context.Containers.Push)
        {
            await ContainerPublisher.PushAsync(context, [ImageName], context.Containers.Tag, cancellationToken);
        }
    }
}
