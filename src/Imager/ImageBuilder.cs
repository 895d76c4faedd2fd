using Imager.Artifacts;
using Imager.Assemble;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Host;
using Imager.Plan;
using Imager.Profiles;
using Imager.Resolve;

namespace Imager;

/// <summary>Builds plans: opens inputs, assembles one map per output, writes it.</summary>
/// <remarks>Outputs of one call share opened inputs; nothing is stored on this object between calls.</remarks>
public sealed class ImageBuilder(AssetLocator locator, SourceDateEpoch epoch, IBuildReporter reporter)
{
    /// <summary>Stands for an identity from content, which is not read yet.</summary>
    private static readonly Guid TrialIdentity = new("00000000-0000-8000-8000-000000000001");

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
        if (plans.Count > 1)
        {
            foreach (var plan in plans)
            {
                // Costs milliseconds and reads no payload: what does not fit is found before the first output is written.
                Assemble(plan, AssetsOf(plan, files), _ => TrialIdentity, new SilentReporter());
            }
        }

        var digests = new ContentDigests(options.Threads);
        var reports = new List<ArtifactReport>(plans.Count);
        foreach (var plan in plans)
        {
            if (reports.Count > 0)
            {
                // The buffers of the output before; a codec is about to take up to 160 MB that the collector does not see.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                LibC.TrimHeap();
            }

            reports.Add(Build(plan, files, digests, stamped, cancellationToken));
        }

        return reports;
    }

    private ArtifactReport Build(
        BuildPlan plan, OpenedFiles files, ContentDigests digests, WriteOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = Path.Combine(options.OutputFolder, plan.FileName);
        reporter.Progress($"building {plan.FileName}...");
        var image = Assemble(plan, AssetsOf(plan, files), IdentityOf, reporter);
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

    private BootAssets AssetsOf(BuildPlan plan, OpenedFiles files) => new(locator, plan.Architecture, plan.Profile.Input, files);

    private ExtentMap Assemble(
        BuildPlan plan, BootAssets assets, Func<ExtentMap, Guid> identityOf, IBuildReporter warnings) => plan.Output switch
    {
        OutputSpec.Disk disk => DiskContainer.Wrap(DiskOf(plan, disk, assets, identityOf, warnings), disk, epoch, identityOf),
        OutputSpec.Iso iso => IsoOf(plan, iso, assets, identityOf, warnings),
        OutputSpec.Uki => Uki(plan, assets, warnings),
        OutputSpec.Kernel => ExtentMap.FromSource(assets.Kernel),
        OutputSpec.Initramfs => ExtentMap.FromSource(assets.Initramfs),
        OutputSpec.CommandLine => ExtentMap.FromSource(MemorySource.FromText(plan.CommandLine)),
        _ => throw new UnsupportedException("IMG3002", $"output kind {EnumSpelling.Of(plan.Profile.Kind)} is not built yet."),
    };

    private ExtentMap DiskOf(
        BuildPlan plan, OutputSpec.Disk disk, BootAssets assets, Func<ExtentMap, Guid> identityOf, IBuildReporter warnings) =>
        Identities.Assemble(
            plan.Identity, new AssembleDisk(plan, disk.Plan, assets, Uki(plan, assets, warnings), epoch).Run, identityOf);

    private ExtentMap IsoOf(
        BuildPlan plan, OutputSpec.Iso iso, BootAssets assets, Func<ExtentMap, Guid> identityOf, IBuildReporter warnings) =>
        Identities.Assemble(plan.Identity, new AssembleIso(plan, iso, assets, Uki(plan, assets, warnings), epoch).Run, identityOf);

    private ExtentMap Uki(BuildPlan plan, BootAssets assets, IBuildReporter warnings) =>
        AssembleUki.Run(plan, assets, epoch, warnings);

    private sealed class SilentReporter : IBuildReporter
    {
        public void Progress(string message)
        {
        }

        public void Warn(string message)
        {
        }
    }
}
