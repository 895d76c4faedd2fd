using Imager.Artifacts;
using Imager.Assemble;
using Imager.Containers;
using Imager.Core;
using Imager.Extensions;
using Imager.Formats.Extents;
using Imager.Host;
using Imager.Plan;
using Imager.Profiles;
using Imager.Resolve;

namespace Imager;

/// <summary>Builds resolved plans: opens inputs, assembles one map per output, writes it. No network but for a push at the end.</summary>
/// <remarks>Outputs of one call share opened inputs; nothing is stored on this object between calls.</remarks>
public sealed class ImageBuilder(SourceDateEpoch epoch, IBuildReporter reporter)
{
    /// <summary>Stands for an identity from content, which is not read yet.</summary>
    private static readonly Guid TrialIdentity = new("00000000-0000-8000-8000-000000000001");

    /// <summary>What the plans get from system extensions.</summary>
    public PreparedExtensions Extensions { get; init; } = PreparedExtensions.None;

    /// <summary>Makes every artifact of <paramref name="resolved"/>, in order, container images too; those are pushed at the end.</summary>
    /// <exception cref="ImagerException">The first plan that fails; artifacts of earlier plans stay, nothing is pushed.</exception>
    public async Task<IReadOnlyList<ArtifactReport>> BuildAsync(
        ResolvedPlans resolved,
        WriteOptions options,
        ContainerOutput output,
        RegistrySettings registries,
        CancellationToken cancellationToken)
    {
        var stamped = options with { Epoch = epoch };
        using var files = new OpenedFiles();
        Check(resolved, files);
        using var installers = new InstallerRun(registries, output, stamped, reporter);
        var digests = new ContentDigests(options.Threads);
        var reports = new List<ArtifactReport>(resolved.Plans.Count);
        foreach (var item in resolved.Plans)
        {
            GiveMemoryBack(reports.Count);
            var (extended, assets) = Extend(item, files);
            reports.Add(item.Plan.Output is OutputSpec.Installer
                ? await installers.AddAsync(extended, assets, () => Uki(extended.Plan, assets, reporter), cancellationToken)
                : Build(extended, assets, digests, stamped, cancellationToken));
        }

        return await installers.FinishAsync(cancellationToken) is { } pushed
            ? [.. reports.Select(report => report.ImageDigest is null ? report : report with { PushedTo = pushed.ToString() })]
            : reports;
    }

    /// <summary>What cannot work is found before the first output is written.</summary>
    private void Check(ResolvedPlans resolved, OpenedFiles files)
    {
        foreach (var plan in resolved.Plans.Select(item => item.Plan))
        {
            NotYetSupported.Check(plan);
            if (plan.Output is OutputSpec.Disk disk)
            {
                DiskContainer.Check(plan, disk);
            }
        }

        if (resolved.Plans.Count > 1)
        {
            foreach (var item in resolved.Plans.Where(item => item.Plan.Output is not OutputSpec.Installer))
            {
                // Costs milliseconds and reads no payload.
                var (extended, assets) = Extend(item, files);
                Assemble(extended, assets, _ => TrialIdentity, new SilentReporter());
            }
        }
    }

    /// <summary>The buffers of the output before; a codec is about to take up to 160 MB that the collector does not see.</summary>
    private static void GiveMemoryBack(int madeBefore)
    {
        if (madeBefore > 0)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            LibC.TrimHeap();
        }
    }

    private ArtifactReport Build(
        ResolvedPlan resolved, BootAssets assets, ContentDigests digests, WriteOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var plan = resolved.Plan;
        var path = Path.Combine(options.OutputFolder, plan.FileName);
        reporter.Progress($"building {plan.FileName}...");
        var image = Assemble(resolved, assets, IdentityOf, reporter);
        var (size, sha256) = plan.Output is OutputSpec.Disk { Format: DiskFormat.Ova }
            ? ImageWriter.WriteStream(
                path,
                stream => DiskContainer.WriteOva(image, stream, plan, IdentityOf(image), options, cancellationToken),
                options,
                cancellationToken)
            : ImageWriter.Write(path, image, plan.OutFormat, options, cancellationToken);
        reporter.Progress($"output asset path: {path}");
        return new ArtifactReport(
            path, plan.AssetName, EnumSpelling.Of(plan.Profile.Kind), plan.Architecture.Name,
            size, image.LengthBytes, image.PayloadBytes, sha256);

        Guid IdentityOf(ExtentMap map) => digests.IdentityOf(map, cancellationToken);
    }

    /// <summary>The plan and its boot assets as its extensions change them: another initramfs, one more kernel argument.</summary>
    private (ResolvedPlan Plan, BootAssets Assets) Extend(ResolvedPlan resolved, OpenedFiles files)
    {
        var extended = Extensions.Find(resolved.Plan);
        var assets = new BootAssets(resolved.Locator, resolved.Plan.Architecture, resolved.Plan.Profile.Input, files)
        {
            ExtendedInitramfs = extended?.Content,
        };
        return (resolved with { Plan = resolved.Plan.WithKernelArgument(extended?.KernelArgument) }, assets);
    }

    private ExtentMap Assemble(
        ResolvedPlan resolved, BootAssets assets, Func<ExtentMap, Guid> identityOf, IBuildReporter warnings) => resolved.Plan.Output switch
        {
            OutputSpec.Disk disk => DiskContainer.Wrap(DiskOf(resolved, disk, assets, identityOf, warnings), disk, epoch, identityOf),
            OutputSpec.Iso iso => IsoOf(resolved, iso, assets, identityOf, warnings),
            OutputSpec.Uki => Uki(resolved.Plan, assets, warnings),
            OutputSpec.Kernel => ExtentMap.FromSource(assets.Kernel),
            OutputSpec.Initramfs => ExtentMap.FromSource(assets.Initramfs),
            OutputSpec.CommandLine => ExtentMap.FromSource(MemorySource.FromText(resolved.Plan.CommandLine)),
            _ => throw new UnsupportedException(
                "IMG3002", $"output kind {EnumSpelling.Of(resolved.Plan.Profile.Kind)} is not built yet."),
        };

    private ExtentMap DiskOf(
        ResolvedPlan resolved, OutputSpec.Disk disk, BootAssets assets, Func<ExtentMap, Guid> identityOf, IBuildReporter warnings) =>
        Identities.Assemble(
            resolved.Plan.Identity,
            new AssembleDisk(resolved, disk.Plan, assets, Uki(resolved.Plan, assets, warnings), epoch).Run,
            identityOf);

    private ExtentMap IsoOf(
        ResolvedPlan resolved, OutputSpec.Iso iso, BootAssets assets, Func<ExtentMap, Guid> identityOf, IBuildReporter warnings) =>
        Identities.Assemble(
            resolved.Plan.Identity,
            new AssembleIso(resolved, iso, assets, Uki(resolved.Plan, assets, warnings), epoch).Run,
            identityOf);

    private ExtentMap Uki(BuildPlan plan, BootAssets assets, IBuildReporter warnings) =>
        AssembleUki.Run(plan, assets, epoch, warnings);
}
