using Cake.Core.Diagnostics;
using Imager.Build.Images;
using Imager.Build.Steps;
using Imager.Core;

namespace Imager.Build;

/// <summary>The base of tasks that make the images of one or more profiles from the boot assets in artifacts/.</summary>
public abstract class ImageTaskBase(params string[] profiles) : StepTask
{
    public sealed override IEnumerable<Step> Steps(BuildContext context) =>
        from architecture in context.Architectures
        from profile in profiles
        select NewStep(context, context.Images, profile, architecture);

    private static Step NewStep(BuildContext context, IImageBuilder images, string profile, Architecture architecture)
    {
        var paths = context.Paths;
        var arguments = context.Variables[BuildVariables.ImagerArgs];
        var request = new ImageRequest(
            profile, architecture, paths.Artifacts, context.SourceDateEpoch,
            [.. MirrorArguments.Of(context), .. ArgumentWords.Split(context.Variables, BuildVariables.ImagerArgs)]);
        var description = images.Describe(request);
        return new()
        {
            Name = $"image {profile} {architecture}",
            InputFiles =
            [
                paths.Vmlinuz(architecture), paths.Initramfs(architecture),
                paths.SdBoot(architecture), paths.SdStub(architecture), paths.Grub(architecture),
                .. ImageSources.Files(paths),
                .. description.InputFiles,
            ],
            InputValues = new Dictionary<string, string>
            {
                [BuildVariables.ImagerArgs.Name] = arguments,
                [BuildVariables.SourceDateEpoch.Name] = context.SourceDateEpoch.Seconds.ToString(),
            },
            Outputs = [.. description.FileNames.Select(name => Path.Combine(paths.Artifacts, name))],
            MakeAsync = (staging, cancellationToken) =>
                images.BuildAsync(request, staging.Path, context.Log.Information, cancellationToken),
        };
    }
}
