using Imager.Core;
using Imager.Formats.Efi;
using Imager.Formats.Extents;
using Imager.Formats.Pe;
using Imager.Plan;
using Imager.Profiles;
using Imager.Resolve;

namespace Imager.Assemble;

/// <summary>Joins sd-stub, kernel, initramfs and command line into one unsigned UKI.</summary>
public static class AssembleUki
{
    private const string WipeArgument = "talos.experimental.wipe=system";

    /// <summary>The UKI; kernel and initramfs stay where they are.</summary>
    public static ExtentMap Run(BuildPlan plan, BootAssets assets, SourceDateEpoch epoch, IBuildReporter reporter)
    {
        var profiles = ExtraProfiles(plan);
        if (profiles.Count > 0 && PeImage.TryRead(assets.SdStub) is { } stub && !Uki.KnowsProfiles(stub))
        {
            reporter.Warn(
                $"the UKI gets no \"{profiles[0].Title}\" entry: \"{assets.SdStub.Path}\" is a systemd-stub below 257, which would boot "
                + "that entry by itself. Use a newer stub (./build.sh SUITE=trixie) to have it.");
            profiles = [];
        }

        return Uki.Create(new UkiOptions
        {
            Stub = assets.SdStub,
            Linux = assets.Kernel,
            Initrd = assets.Initramfs,
            OsReleaseText = new OsRelease { Name = plan.ProductName, Version = plan.Version }.ToText(),
            CommandLine = plan.CommandLine,
            Uname = LinuxKernel.TryIdentify(assets.Kernel)?.Version,
            HasMainProfile = plan.Profile.Gates.UkiProfiles,
            ExtraProfiles = profiles,
            Epoch = epoch,
        });
    }

    private static IReadOnlyList<UkiProfile> ExtraProfiles(BuildPlan plan) => plan.Profile switch
    {
        { Gates.UkiProfiles: false } => [],
        { Kind: OutputKind.Iso } => [new("reset", "Reset system disk", $"{plan.CommandLine} {WipeArgument}")],
        { Kind: OutputKind.Image or OutputKind.Installer } =>
            [new("reset-maintenance", "Reset to maintenance mode", $"{plan.CommandLine} {WipeArgument}:EPHEMERAL,STATE")],
        _ => [],
    };
}
