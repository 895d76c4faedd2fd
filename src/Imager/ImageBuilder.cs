using Imager.Artifacts;
using Imager.Assemble;
using Imager.Core;
using Imager.Extensions;
using Imager.Formats.Extents;
using Imager.Plan;
using Imager.Profiles;
using Imager.Resolve;

namespace Imager;

/// <summary>Builds plans: opens inputs, assembles one map per output, writes it.</summary>
/// <remarks>Outputs of one call share opened inputs; nothing is stored on this object between calls.</remarks>
public sealed class ImageBuilder(AssetLocator locator, SourceDateEpoch epoch, IBuildReporter reporter)
{
    /// <summary>What the plans get from system extensions.</summary>
    public PreparedExtensions Extensions { get; init; } = PreparedExtensions.None;

    /// <summary>Makes every artifact of <paramref name="plans"/>, in order.</summary>
    /// <exception cref="ImagerException">The first plan that fails; artifacts of earlier plans stay.</exception>
    public IReadOnlyList<ArtifactReport> Build(
        IReadOnlyList<BuildPlan> plans, WriteOptions options, CancellationToken cancellationToken)
    {
        var stamped = options with { Epoch = epoch };
        foreach (var plan in plans)
        {
            NotYetSupported.Check(plan);
            if (plan.Output is OutputSpec.Disk disk)
            {
                DiskContainer.Check(plan, disk);
            }
        }

        using var files = new OpenedFiles();
        return [.. plans.Select(plan => Build(plan, files, stamped, cancellationToken))];
    }

    private ArtifactReport Build(BuildPlan plan, OpenedFiles files, WriteOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var extended = Extensions.Find(plan);
        var assets = new BootAssets(locator, plan.Architecture, plan.Profile.Input, files) { ExtendedInitramfs = extended?.Content };
        plan = plan.WithKernelArgument(extended?.KernelArgument);
        var path = Path.Combine(options.OutputFolder, plan.FileName);
        reporter.Progress($"building {plan.FileName}...");
        var image = Assemble(plan, assets);
        var (size, sha256) = plan.Output is OutputSpec.Disk { Format: DiskFormat.Ova }
            ? ImageWriter.WriteStream(
                path, stream => DiskContainer.WriteOva(image, stream, plan, options, cancellationToken), options, cancellationToken)
            : ImageWriter.Write(path, image, plan.OutFormat, options, cancellationToken);
        reporter.Progress($"output asset path: {path}");
        return new ArtifactReport(
            path, plan.AssetName, EnumSpelling.Of(plan.Profile.Kind), plan.Architecture.Name,
            size, image.LengthBytes, image.PayloadBytes, sha256);
    }

    private ExtentMap Assemble(BuildPlan plan, BootAssets assets) => plan.Output switch
    {
        OutputSpec.Disk disk => DiskContainer.Wrap(DiskOf(plan, disk, assets), disk, epoch),
        OutputSpec.Iso iso => IsoOf(plan, iso, assets),
        OutputSpec.Uki => Uki(plan, assets),
        OutputSpec.Kernel => ExtentMap.FromSource(assets.Kernel),
        OutputSpec.Initramfs => ExtentMap.FromSource(assets.Initramfs),
        OutputSpec.CommandLine => ExtentMap.FromSource(MemorySource.FromText(plan.CommandLine)),
        _ => throw new UnsupportedException("IMG3002", $"output kind {EnumSpelling.Of(plan.Profile.Kind)} is not built yet."),
    };

    private ExtentMap DiskOf(BuildPlan plan, OutputSpec.Disk disk, BootAssets assets) =>
        Identities.Assemble(plan.Identity, new AssembleDisk(plan, disk.Plan, assets, Uki(plan, assets), epoch).Run);

    private ExtentMap IsoOf(BuildPlan plan, OutputSpec.Iso iso, BootAssets assets) =>
        Identities.Assemble(plan.Identity, new AssembleIso(plan, iso, assets, Uki(plan, assets), epoch).Run);

    private ExtentMap Uki(BuildPlan plan, BootAssets assets) => AssembleUki.Run(plan, assets, epoch, reporter);
}
