using Imager.Core;
using Imager.Extensions;
using Imager.Profiles;
using Imager.Profiles.CommandLine;
using Imager.Profiles.Meta;

namespace Imager.Plan;

/// <summary>Decides everything about one output from its effective profile: pure, no I/O.</summary>
public static class PlanImage
{
    private const int UsualSectorBytes = 512;

    /// <summary>The plan of a validated profile.</summary>
    /// <exception cref="InvalidInputException">Partitions do not fit, or a META value cannot be encoded.</exception>
    public static BuildPlan Create(ResolvedProfile resolved)
    {
        var profile = resolved.Profile;
        var architecture = profile.Arch ?? throw new InvalidInputException("IMG2712", "the profile names no arch.");
        EmbeddedConfig.Check(profile);
        var line = CommandLine(profile, PlanAdditions.None);
        var metaValues = MetaValues(profile);
        if (profile.Kind == OutputKind.Image)
        {
            MetaCapacity.Check(metaValues);
        }

        var warnings = resolved.Warnings.Select(problem => problem.ToString()).ToList();
        warnings.AddRange(
            new[] { CommandLineLimits.Check(line), SectorWarning(profile) }.OfType<ProfileProblem>().Select(p => p.ToString()));
        return new BuildPlan(
            profile, architecture, line, metaValues, Output(profile, architecture), OutFormatOf(profile),
            OutputNames.Asset(profile), OutputNames.Packed(profile), warnings, NotYetSupported.In(profile));
    }

    /// <summary>The plan with what overlay and image cache add: kernel arguments, a gap before the partition table, a partition.</summary>
    /// <exception cref="InvalidInputException">Partitions do not fit.</exception>
    /// <exception cref="UnsupportedException">The target is too old for an image cache.</exception>
    public static BuildPlan WithAdditions(BuildPlan plan, PlanAdditions additions) => plan with
    {
        Additions = additions,
        CommandLine = CommandLine(plan.Profile, additions),
        Output = plan.Output is OutputSpec.Disk disk
            ? disk with { Plan = PlanDisk.Create(plan.Profile.Output?.ImageOptions ?? new(), plan.Profile.Gates, plan.Architecture, additions) }
            : plan.Output,
    };

    private static string CommandLine(ImageProfile profile, PlanAdditions additions)
    {
        var values = CommandLineBuilder.CarriesMeta(profile) ? profile.Customization?.MetaContents ?? [] : [];
        var encoded = values.Count == 0
            ? null
            : InstallerMetaEncoding.Encode(values, profile.Gates.CompressedMetaEnvironment);
        return CommandLineBuilder.Build(profile, new CommandLineExtras(encoded, additions.KernelArguments)).ToString();
    }

    private static List<MetaValue> MetaValues(ImageProfile profile)
    {
        List<MetaValue> values = [.. profile.Customization?.MetaContents ?? []];
        if (profile.Kind == OutputKind.Image && !profile.IsSecureBoot && profile.Arch == Architecture.Amd64
            && profile.Gates.UseSdBootForUefi && profile.Output?.ImageOptions?.Bootloader == Bootloader.DualBoot)
        {
            // The first boot reads which of the two loaders started it from here and removes the value.
            values.Add(new MetaValue(MetaKey.DiskImageBootloader, "dual-boot"));
        }

        return values;
    }

    private static OutputSpec Output(ImageProfile profile, Architecture architecture) => profile.Kind switch
    {
        OutputKind.Iso => Iso(profile),
        OutputKind.Image => Disk(profile, architecture),
        OutputKind.Uki => new OutputSpec.Uki(),
        OutputKind.Kernel => new OutputSpec.Kernel(),
        OutputKind.Initramfs => new OutputSpec.Initramfs(),
        OutputKind.Cmdline => new OutputSpec.CommandLine(),
        OutputKind.Installer => new OutputSpec.Installer(),
        _ => throw new InvalidInputException("IMG2713", "output.kind is not set."),
    };

    private static OutputSpec.Disk Disk(ImageProfile profile, Architecture architecture)
    {
        var options = profile.Output?.ImageOptions ?? new ImageOptions();
        return new OutputSpec.Disk(
            PlanDisk.Create(options, profile.Gates, architecture),
            options.DiskFormat ?? DiskFormat.Raw,
            options.DiskFormatOptions ?? string.Empty);
    }

    private static OutputSpec.Iso Iso(ImageProfile profile)
    {
        var gates = profile.Gates;
        var label = gates.IsoLabel
            ? IsoLabel.For(profile.Name ?? ImageProfile.DefaultName, profile.Version ?? TargetVersion.Default.Text)
            : string.Empty;
        return new OutputSpec.Iso(IsoBootloader(profile), IsoLabel.VolumeIdOf(label), label);
    }

    private static Bootloader IsoBootloader(ImageProfile profile) => profile switch
    {
        { IsSecureBoot: true } => Bootloader.SdBoot,
        { Gates.IsoBootloaderOption: true, Output.IsoOptions.Bootloader: { } asked } => asked,
        { Gates.UseSdBootForUefi: true } => Bootloader.DualBoot,
        _ => Bootloader.Grub,
    };

    private static OutFormat OutFormatOf(ImageProfile profile) => profile.Output?.OutFormat ?? OutFormat.Raw;

    private static ProfileProblem? SectorWarning(ImageProfile profile) =>
        profile.Output?.ImageOptions is { DiskSectorSizeBytes: > UsualSectorBytes, Bootloader: not Bootloader.SdBoot }
            && profile.Kind == OutputKind.Image
            ? ProfileProblem.Warning(
                "IMG2714", "output.imageOptions.diskSectorSize", null,
                "no BIOS boots a disk with 4096-byte sectors: this image starts on UEFI only. "
                + "Set output.imageOptions.bootloader to sd-boot to leave GRUB's partitions out.")
            : null;
}
