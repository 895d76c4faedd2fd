using Cake.Core.Diagnostics;
using Imager.Build.Images;
using Imager.Containers;
using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Sources;

namespace Imager.Build.Containers;

/// <summary>The installer of one machine, made by the image library from installer-base and the boot assets.</summary>
public static class InstallerContents
{
    private const string Profile = "installer";
    private const string BaseFlag = "--base-installer-image";

    /// <summary>The request that the library gets; IMAGER_ARGS may name another base.</summary>
    public static ImageRequest Request(BuildContext context, Architecture machine)
    {
        var own = ImagerArguments.Of(context);
        var hasBase = own.Any(word => word == BaseFlag || word.StartsWith(BaseFlag + "=", StringComparison.Ordinal));
        string[] installerBase = hasBase ? [] : [BaseFlag, $"oci:{context.Paths.ContainerLayout("installer-base")}"];
        return new ImageRequest(
            Profile, machine, context.Paths.Artifacts, context.SourceDateEpoch, [.. MirrorArguments.Of(context), .. installerBase, .. own]);
    }

    /// <summary>Makes it and takes it over into the store of <paramref name="images"/>.</summary>
    public static async Task<ImagePlatform> ComposeAsync(
        BuildContext context, ContainerComposer images, Architecture machine, CancellationToken cancellationToken)
    {
        var work = Path.Combine(images.Store.Folder, $"installer-{machine}");
        var layout = Path.Combine(work, "layout");
        var request = Request(context, machine);
        await context.Images.BuildAsync(
            request with { Arguments = [.. request.Arguments, "--oci-layout", layout] }, work, context.Log.Information, cancellationToken);
        return await new ImagePuller(images.Store).PullAsync(OciLayout.Open(layout), Platform.Linux(machine), cancellationToken);
    }
}
