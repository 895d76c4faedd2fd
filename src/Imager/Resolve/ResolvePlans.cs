using System.Runtime.ExceptionServices;
using Imager.Core;
using Imager.Host;
using Imager.ImageCaches;
using Imager.Images;
using Imager.Overlays;
using Imager.Plan;
using Imager.Profiles;

namespace Imager.Resolve;

/// <summary>The only network phase of a build: fetches what plans name, verified and pinned, and lets overlays have their say.</summary>
public sealed class ResolvePlans(ContainerImages images, AssetLocator locator, SourceDateEpoch epoch, IBuildReporter reporter)
{
    /// <summary>Resolves every plan; equal images are pulled once.</summary>
    /// <exception cref="ImagerException">An image cannot be had, is not what it should be, or is not signed as the policy demands.</exception>
    public async Task<ResolvedPlans> RunAsync(IReadOnlyList<BuildPlan> plans, CancellationToken cancellationToken)
    {
        foreach (var plan in plans)
        {
            NotYetSupported.Check(plan);
        }

        var scratch = new ScratchFolder(images.ScratchFolder);
        try
        {
            var resolved = new List<ResolvedPlan>();
            foreach (var plan in plans)
            {
                resolved.Add(await ResolveAsync(plan, scratch, cancellationToken));
            }

            return new ResolvedPlans(resolved, scratch);
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    private async Task<ResolvedPlan> ResolveAsync(BuildPlan plan, ScratchFolder scratch, CancellationToken cancellationToken)
    {
        var baseInstaller = PullAsync(NamedImages.BaseInstaller(plan), plan, cancellationToken);
        var overlayInstaller = PullAsync(NamedImages.OverlayInstaller(plan), plan, cancellationToken);
        await Task.WhenAll(baseInstaller, overlayInstaller);
        var resolved = new ResolvedPlan(plan, locator)
        {
            BaseInstaller = await baseInstaller,
            OverlayInstaller = await overlayInstaller,
        };
        resolved = await WithBaseAsync(resolved, scratch, cancellationToken);
        return await WithAdditionsAsync(resolved, scratch, cancellationToken);
    }

    private async Task<ResolvedPlan> WithBaseAsync(ResolvedPlan resolved, ScratchFolder scratch, CancellationToken cancellationToken)
    {
        if (resolved.Plan.Base is not { } location)
        {
            return resolved;
        }

        var image = await PullAnyAsync(location, resolved.Plan.Architecture, cancellationToken);
        var folder = scratch.NewPath("base");
        BaseAssets.Extract(image, resolved.Plan.Architecture, folder, cancellationToken);
        if (BaseVersion.Of(image) is { } version && version.Number != TargetVersion.Parse(resolved.Plan.Version).Number)
        {
            reporter.Warn(
                $"{resolved.Plan.FileName} is built for target {resolved.Plan.Version}, and {location} is {version.Text}: kernel arguments, boot "
                + $"loaders and partitions follow the target. Add --target-version {version.Text} unless that is what you want.");
        }

        return resolved with { Base = image, Locator = new AssetLocator(locator.AssetsFolder) { BaseFolder = folder } };
    }

    /// <summary>An imager for one machine may hold the assets of another: what counts is the files inside.</summary>
    private async Task<PinnedImage> PullAnyAsync(ImageLocation location, Architecture wanted, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? first = null;
        foreach (var architecture in new[] { wanted, wanted == Architecture.Amd64 ? Architecture.Arm64 : Architecture.Amd64 })
        {
            try
            {
                return await images.PullAsync(location, architecture, cancellationToken);
            }
            catch (InvalidInputException error)
            {
                first ??= ExceptionDispatchInfo.Capture(error);
            }
        }

        first!.Throw();
        throw first.SourceException;
    }

    private async Task<ResolvedPlan> WithAdditionsAsync(ResolvedPlan resolved, ScratchFolder scratch, CancellationToken cancellationToken)
    {
        var plan = resolved.Plan;
        var cache = await CacheAsync(plan, scratch, cancellationToken);
        var (overlay, program) = await OverlayAsync(plan, scratch, cancellationToken);
        var reply = program is null ? new() : await program.GetOptionsAsync(cancellationToken);
        var additions = new PlanAdditions(
            reply.KernelArgs ?? [], checked((int)(reply.PartitionOptions?.Offset ?? 0)), cache?.PartitionSize ?? default);
        var extended = program is null && cache is null ? plan : PlanImage.WithAdditions(plan, additions);
        var installed = program is not null && extended.Output is OutputSpec.Disk disk
            ? scratch.Own(await InstallOverlay.RunAsync(
                program, overlay!.Source, disk.Plan, Directory.CreateDirectory(scratch.NewPath("overlay-disk")).FullName, cancellationToken))
            : OverlayResult.None;
        return resolved with { Plan = extended, Cache = cache, Overlay = installed };
    }

    private async Task<CacheContents?> CacheAsync(BuildPlan plan, ScratchFolder scratch, CancellationToken cancellationToken)
    {
        return await PullAsync(NamedImages.Cache(plan), plan, cancellationToken) is { } image
            ? scratch.Own(CacheContents.Extract(image, scratch.NewPath("image-cache"), cancellationToken))
            : null;
    }

    /// <summary>An overlay's program runs here, so its image is the one for this machine.</summary>
    private async Task<(OverlayFolder? Folder, OverlayProgram? Program)> OverlayAsync(
        BuildPlan plan, ScratchFolder scratch, CancellationToken cancellationToken)
    {
        if (plan.Profile.Overlay is not { } wanted || ImageLocation.Of(wanted.Image) is not { } location)
        {
            return (null, null);
        }

        var image = await images.PullAsync(location, Architecture.Host, cancellationToken);
        var folder = OverlayFolder.Unpack(image, scratch.NewPath("overlay"), cancellationToken);
        return (folder, new OverlayProgram(folder, wanted.Name, wanted.Options, epoch));
    }

    private async Task<PinnedImage?> PullAsync(ContainerAsset? asset, BuildPlan plan, CancellationToken cancellationToken) =>
        ImageLocation.Of(asset) is { } location
            ? await images.PullAsync(location, plan.Architecture, cancellationToken)
            : null;
}
