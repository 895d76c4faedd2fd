using System.Diagnostics;
using Imager.Build.Containers;
using Imager.Build.Make;
using Imager.Build.Steps;
using Imager.Containers;
using Imager.Core;
using Imager.Oci.Sources;
using TaskStatus = Imager.Build.Make.TaskStatus;

namespace Imager.Build;

/// <summary>The base of tasks that make a container image, and push it when PUSH=1.</summary>
public abstract class ContainerTaskBase(ContainerKind kind) : StepTask
{
    /// <summary>The image's name in references and file names.</summary>
    public string ImageName { get; } = ContainerKinds.NameOf(kind);

    public sealed override IEnumerable<Step> Steps(BuildContext context)
    {
        var files = new ContainerImageFiles(context, ImageName);
        yield return new()
        {
            Name = $"container {ImageName}",
            InputFiles = [.. Inputs(context)],
            InputValues = new Dictionary<string, string>(Values(context))
            {
                [BuildVariables.Platform.Name] = string.Join(',', context.Architectures),
                [BuildVariables.SourceDateEpoch.Name] = context.SourceDateEpoch.Seconds.ToString(),
                ["image"] = context.Containers.ReferenceTo(ImageName).ToString(),
            },
            Outputs = files.Outputs,
            MakeAsync = (staging, cancellationToken) =>
            {
                var compose = Composer(context, cancellationToken);
                return files.MakeAsync(staging, compose, cancellationToken);
            },
        };
    }

    protected override void Check(BuildContext context) => context.Containers.ReferenceTo(ImageName);

    /// <summary>Files and folders that go into the image or decide what does.</summary>
    protected abstract IEnumerable<string> Inputs(BuildContext context);

    /// <summary>Variables that decide what goes in.</summary>
    protected virtual IReadOnlyDictionary<string, string> Values(BuildContext context) => new Dictionary<string, string>();

    /// <summary>Makes the image of one machine; called once for a run of the step.</summary>
    protected abstract Func<ContainerComposer, Architecture, Task<ImagePlatform>> Composer(
        BuildContext context, CancellationToken cancellationToken);

    protected sealed override async Task<IReadOnlyList<StepResult>> AfterAsync(
        string name, BuildContext context, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await ContainerPublisher.RecordAsync(context, ImageName, cancellationToken);
        if (!context.Containers.Push)
        {
            return [];
        }

        await ContainerPublisher.PushAsync(context, [ImageName], context.Containers.Tag, cancellationToken);
        return [new($"push {ImageName}", TaskStatus.Done, clock.Elapsed)];
    }
}
