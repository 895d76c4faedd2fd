using Imager.Artifacts;
using Imager.Assemble;
using Imager.Containers;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Plan;
using Imager.Profiles;
using Imager.Resolve;

namespace Imager;

/// <summary>Builds resolved plans: opens inputs, assembles one map per output, writes it. No network but for a push at the end.</summary>
/// <remarks>Outputs of one call share opened inputs; nothing is stored on this object between calls.</remarks>
public sealed class ImageBuilder(SourceDateEpoch epoch, IBuildReporter reporter)
{
    /// <summary>Makes every artifact of <paramref name="resolved"/>, in order; none of them may be a container image.</summary>
    /// <exception cref="ImagerException">The first plan that fails; artifacts of earlier plans stay.</exception>
    public IReadOnlyList<ArtifactReport> Build(
        ResolvedPlans resolved, WriteOptions options, CancellationToken cancellationToken)
    {
        Check(resolved);
        using var files = new OpenedFiles();
        return [.. resolved.Plans.Select(item => Build(item, files, options with { Epoch = epoch }, cancellationToken))];
    }

    /// <summary>Makes every artifact of <paramref name="resolved"/>, in order, container images too; those are pushed at the end.</summary>
    /// <exception cref="ImagerException">The first plan that fails; artifacts of earlier plans stay, nothing is pushed.</exception>
    public async Task<IReadOnlyList<ArtifactReport>> BuildAsync(
        ResolvedPlans resolved,
        WriteOptions options,
        ContainerOutput output,
        RegistrySettings registries,
        CancellationToken cancellationToken)
    {
        Check(resolved);
        var stamped = options with { Epoch = epoch };
        using var files = new OpenedFiles();
        using var installers = new InstallerRun(registries, output, stamped, reporter);
        var reports = new List<ArtifactReport>();
        foreach (var item in resolved.Plans)
        {
            var assets = new BootAssets(item.Locator, item.Plan.Architecture, item.Plan.Profile.Input, files);
            reports.Add(item.Plan.Output is OutputSpec.Installer
                ? await installers.AddAsync(item, assets, () => Uki(item.Plan, assets), cancellationToken)
                : Build(item, files, stamped, cancellationToken));
        }

        return await installers.FinishAsync(cancellationToken) is { } pushed
            ? [.. reports.Select(report => report.ImageDigest is null ? report : report with { PushedTo = pushed.ToString() })]
            : reports;
    }

    private static void Check(ResolvedPlans resolved)
    {
        foreach (var plan in resolved.Plans.Select(item => item.Plan))
        {
            NotYetSupported.Check(plan);
            if (plan.Output is OutputSpec.Disk disk)
            {
                DiskContainer.Check(plan, disk);
            }
        }
    }

    private ArtifactReport Build(ResolvedPlan resolved, OpenedFiles files, WriteOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var plan = resolved.Plan;
        var assets = new BootAssets(resolved.Locator, plan.Architecture, plan.Profile.Input, files);
        var path = Path.Combine(options.OutputFolder, plan.FileName);
        reporter.Progress($"building {plan.FileName}...");
        var image = Assemble(resolved, assets);
        var (size, sha256) = plan.Output is OutputSpec.Disk { Format: DiskFormat.Ova }
            ? ImageWriter.WriteStream(
                path, stream => DiskContainer.WriteOva(image, stream, plan, options, cancellationToken), options, cancellationToken)
            : ImageWriter.Write(path, image, plan.OutFormat, options, cancellationToken);
        reporter.Progress($"output asset path: {path}");
        return new ArtifactReport(
            path, plan.AssetName, EnumSpelling.Of(plan.Profile.Kind), plan.Architecture.Name,
            size, image.LengthBytes, image.PayloadBytes, sha256);
    }

    private ExtentMap Assemble(ResolvedPlan resolved, BootAssets assets) => resolved.Plan.Output switch
    {
        OutputSpec.Disk disk => DiskContainer.Wrap(DiskOf(resolved, disk, assets), disk, epoch),
        OutputSpec.Iso iso => IsoOf(resolved, iso, assets),
        OutputSpec.Uki => Uki(resolved.Plan, assets),
        OutputSpec.Kernel => ExtentMap.FromSource(assets.Kernel),
        OutputSpec.Initramfs => ExtentMap.FromSource(assets.Initramfs),
        OutputSpec.CommandLine => ExtentMap.FromSource(MemorySource.FromText(resolved.Plan.CommandLine)),
        _ => throw new UnsupportedException(
            "IMG3002", $"output kind {EnumSpelling.Of(resolved.Plan.Profile.Kind)} is not built yet."),
    };

    private ExtentMap DiskOf(ResolvedPlan resolved, OutputSpec.Disk disk, BootAssets assets) => Identities.Assemble(
        resolved.Plan.Identity, new AssembleDisk(resolved, disk.Plan, assets, Uki(resolved.Plan, assets), epoch).Run);

    private ExtentMap IsoOf(ResolvedPlan resolved, OutputSpec.Iso iso, BootAssets assets) => Identities.Assemble(
        resolved.Plan.Identity, new AssembleIso(resolved, iso, assets, Uki(resolved.Plan, assets), epoch).Run);

    private ExtentMap Uki(BuildPlan plan, BootAssets assets) => AssembleUki.Run(plan, assets, epoch, reporter);
}
