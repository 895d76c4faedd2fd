using Imager.Core;

namespace Imager.Profiles;

/// <summary>Output kind, formats, bootloader and disk size.</summary>
internal static class OutputChecks
{
    private const string ImagePath = "output.imageOptions";

    internal static IEnumerable<ProfileProblem> Find(ProfileDocument at, ImageProfile profile) =>
        CheckKind(at, profile)
            .Concat(profile.Kind == OutputKind.Image ? CheckImage(at, profile) : [])
            .Concat(profile.Kind == OutputKind.Iso ? CheckIso(at, profile) : [])
            .Concat(CheckOutFormat(at, profile));

    private static IEnumerable<ProfileProblem> CheckKind(ProfileDocument at, ImageProfile profile)
    {
        if (profile.Kind == OutputKind.Unknown)
        {
            yield return ProfileProblem.Error(
                "IMG2428", "output.kind", at.PositionOf("output.kind"),
                $"unknown output kind: set output.kind to one of {Choices<OutputKind>()}, or build on a profile "
                    + "with baseProfileName.");
        }

        if (profile is { Kind: OutputKind.Uki, IsSecureBoot: false } && profile.Gates.IsVersion16OrOlder)
        {
            yield return ProfileProblem.Error(
                "IMG2438", "output.kind", at.PositionOf("output.kind"),
                $"!secureboot is not supported for uki output with version {profile.Version}: set secureboot: true, "
                    + "or version 1.7.0 or newer.");
        }
    }

    private static IEnumerable<ProfileProblem> CheckOutFormat(ProfileDocument at, ImageProfile profile)
    {
        if ((profile.Output?.OutFormat ?? OutFormat.Unknown) == OutFormat.Unknown)
        {
            yield return ProfileProblem.Error(
                "IMG2439", "output.outFormat", at.PositionOf("output.outFormat"),
                $"unknown output format: set output.outFormat to one of {Choices<OutFormat>()}.");
        }
    }

    private static IEnumerable<ProfileProblem> CheckIso(ProfileDocument at, ImageProfile profile)
    {
        const string Path = "output.isoOptions.bootloader";
        var asked = at.Profile.Output?.IsoOptions?.Bootloader;
        return asked == Bootloader.None && profile.Gates.IsoBootloaderOption
            ? [ProfileProblem.Error(
                "IMG2429", Path, at.PositionOf(Path), "bootloader cannot be 'none' for ISO output: use dual-boot, "
                    + "sd-boot or grub, or leave it out.")]
            : CheckBootloader(at, profile, asked, Path);
    }

    private static IEnumerable<ProfileProblem> CheckImage(ProfileDocument at, ImageProfile profile)
    {
        if (at.Profile.Output?.ImageOptions is not { } asked)
        {
            return [ProfileProblem.Error(
                "IMG2430", ImagePath, at.PositionOf(ImagePath),
                "image options are required for image output: write output.imageOptions with diskSize and "
                    + "diskFormat, or build on a profile such as metal with baseProfileName.")];
        }

        const string BootloaderPath = $"{ImagePath}.bootloader";
        var bootloader = asked.Bootloader == Bootloader.None
            ? [ProfileProblem.Error(
                "IMG2432", BootloaderPath, at.PositionOf(BootloaderPath),
                "bootloader cannot be 'none' for disk image output: use dual-boot, sd-boot or grub, or leave it out.")]
            : CheckBootloader(at, profile, asked.Bootloader, BootloaderPath);
        return bootloader.Concat(CheckDisk(at, profile, profile.Output!.ImageOptions!));
    }

    private static IEnumerable<ProfileProblem> CheckBootloader(
        ProfileDocument at, ImageProfile profile, Bootloader? asked, string path)
    {
        if (asked is null)
        {
            yield break;
        }

        if (profile.IsSecureBoot && asked != Bootloader.SdBoot)
        {
            yield return ProfileProblem.StrictError(
                "IMG2445", path, at.PositionOf(path),
                $"bootloader {EnumSpelling.Of(asked.Value)} cannot be used with secureboot: only sd-boot starts "
                    + "signed images. Use sd-boot, or leave it out.");
        }

        if (profile.Arch == Architecture.Arm64 && asked == Bootloader.DualBoot)
        {
            yield return ProfileProblem.StrictError(
                "IMG2446", path, at.PositionOf(path),
                "bootloader dual-boot needs a BIOS, which arm64 machines do not have: use sd-boot or grub, or leave "
                    + "it out.");
        }
    }

    private static IEnumerable<ProfileProblem> CheckDisk(ProfileDocument at, ImageProfile profile, ImageOptions options)
    {
        if ((options.DiskFormat ?? DiskFormat.Unknown) == DiskFormat.Unknown)
        {
            yield return ProfileProblem.Error(
                "IMG2449", $"{ImagePath}.diskFormat", at.PositionOf($"{ImagePath}.diskFormat"),
                $"output.imageOptions.diskFormat is required for image output: one of {Choices<DiskFormat>()}.");
        }

        if (options.DiskSectorSizeBytes is not (null or 0 or 512 or 4096))
        {
            yield return ProfileProblem.Error(
                "IMG2444", $"{ImagePath}.diskSectorSize", at.PositionOf($"{ImagePath}.diskSectorSize"),
                $"diskSectorSize {options.DiskSectorSizeBytes} is neither 512 nor 4096.");
        }
        else
        {
            foreach (var problem in CheckDiskSize(at, profile, options))
            {
                yield return problem;
            }
        }

        if (options is { DiskSectorSizeBytes: 4096, DiskFormat: DiskFormat.Vhd or DiskFormat.Ova })
        {
            // Hyper-V and VMware show such disks with sectors of 512 bytes: the partition table would stand at the wrong place.
            yield return ProfileProblem.StrictError(
                "IMG2620", $"{ImagePath}.diskSectorSize", at.PositionOf($"{ImagePath}.diskSectorSize"),
                $"diskSectorSize 4096 and diskFormat {EnumSpelling.Of(options.DiskFormat.Value)} exclude each other: such a disk has "
                    + "sectors of 512 bytes everywhere. Use 512, or diskFormat raw or qcow2.");
        }
    }

    private static IEnumerable<ProfileProblem> CheckDiskSize(
        ProfileDocument at, ImageProfile profile, ImageOptions options)
    {
        const string Path = $"{ImagePath}.diskSize";
        if (options.DiskSizeBytes is null or 0)
        {
            yield return ProfileProblem.Error(
                "IMG2431", Path, at.PositionOf(Path),
                $"disk size is required for image output: write diskSize in bytes, at least "
                    + $"{DiskSizeArithmetic.For(profile)}.");
            yield break;
        }

        var size = new ByteSize(options.DiskSizeBytes.Value);
        var arithmetic = DiskSizeArithmetic.For(profile);
        if (size < arithmetic.Minimum)
        {
            yield return ProfileProblem.Error("IMG2442", Path, at.PositionOf(Path), arithmetic.Refuse(size));
        }

        if (!size.IsMultipleOf(new ByteSize(arithmetic.SectorBytes)))
        {
            yield return ProfileProblem.StrictError(
                "IMG2443", Path, at.PositionOf(Path),
                $"diskSize {size.Bytes} is not a whole number of {arithmetic.SectorBytes}-byte sectors: use "
                + $"{size.AlignUp(DiskSizing.Alignment).Bytes} ({size.AlignUp(DiskSizing.Alignment)}).");
        }
        else if (options.DiskFormat is DiskFormat.Vhd or DiskFormat.Ova && !size.IsMultipleOf(DiskSizing.Alignment))
        {
            yield return ProfileProblem.StrictError(
                "IMG2457", Path, at.PositionOf(Path),
                $"diskSize {size.Bytes} is not a whole number of MiB, which "
                    + $"{EnumSpelling.Of(options.DiskFormat.Value)} importers ask for: "
                + $"use {size.AlignUp(DiskSizing.Alignment).Bytes} ({size.AlignUp(DiskSizing.Alignment)}).");
        }
    }

    private static string Choices<TEnum>()
        where TEnum : struct, Enum => string.Join(", ", EnumSpelling.All<TEnum>().Skip(1));
}
