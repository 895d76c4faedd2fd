using System.Collections.Concurrent;
using Cake.Core.Diagnostics;
using Imager.Build.Images;
using Imager.Build.Steps;
using Imager.Core;

namespace Imager.Build;

/// <summary>The base of tasks that make the images of one or more profiles from the boot assets in artifacts/.</summary>
public abstract class ImageTaskBase(params string[] profiles) : ChainedStepTask
{
    private readonly ConcurrentDictionary<(string Profile, Architecture Architecture), IReadOnlyDictionary<string, string>> digests = new();

    protected sealed override IEnumerable<IEnumerable<Step>> Chains(BuildContext context) =>
        Requests(context).Select(request => new[] { NewStep(context, request) });

    /// <summary>Reads the arguments of all images, so that a mistake in them ends the call before anything runs.</summary>
    protected sealed override void Check(BuildContext context)
    {
        foreach (var request in Requests(context))
        {
            context.Images.Describe(request);
        }
    }

    protected sealed override async Task ResolveAsync(BuildContext context, CancellationToken cancellationToken)
    {
        foreach (var request in Requests(context))
        {
            digests[(request.Profile, request.Architecture)] = await context.Images.ResolveAsync(request, context.Log.Information, cancellationToken);
        }
    }

    private IEnumerable<ImageRequest> Requests(BuildContext context) =>
        from architecture in context.Architectures
        from profile in profiles
        select new ImageRequest(
            profile, architecture, context.Paths.Artifacts, context.SourceDateEpoch,
            [.. MirrorArguments.Of(context), .. ImagerArguments.Of(context)]);

    private Step NewStep(BuildContext context, ImageRequest request)
    {
        var (paths, architecture) = (context.Paths, request.Architecture);
        var description = context.Images.Describe(request);
        return new()
        {
            Name = $"image {request.Profile} {architecture}",
            InputFiles =
            [
                paths.Vmlinuz(architecture), paths.Initramfs(architecture),
                paths.SdBoot(architecture), paths.SdStub(architecture), paths.Grub(architecture),
                .. ImageSources.Files(paths),
                .. description.InputFiles,
            ],
            InputValues = new Dictionary<string, string>(digests.GetValueOrDefault((request.Profile, architecture)) ?? new Dictionary<string, string>())
            {
                [BuildVariables.ImagerArgs.Name] = context.Variables[BuildVariables.ImagerArgs],
                [BuildVariables.SourceDateEpoch.Name] = context.SourceDateEpoch.Seconds.ToString(),
            },
            Outputs = [.. description.FileNames.Select(name => Path.Combine(paths.Artifacts, name))],
            MakeAsync = (staging, cancellationToken) =>
                context.Images.BuildAsync(request, staging.Path, context.Log.Information, cancellationToken),
        };
    }
}
