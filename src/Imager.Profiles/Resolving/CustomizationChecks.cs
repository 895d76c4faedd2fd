namespace Imager.Profiles;

/// <summary>Customizations that the output kind cannot carry.</summary>
internal static class CustomizationChecks
{
    private const string ArgsPath = "customization.extraKernelArgs";
    private const string MetaPath = "customization.metaContents";

    internal static IEnumerable<ProfileProblem> Find(ProfileDocument at, ImageProfile profile) =>
        CheckInstaller(at, profile).Concat(CheckLooseFiles(at, profile)).Concat(CheckMetaKeys(at, profile))
            .Concat(CheckUnused(at, profile));

    private static IEnumerable<ProfileProblem> CheckInstaller(ProfileDocument at, ImageProfile profile)
    {
        if (profile.Kind != OutputKind.Installer)
        {
            yield break;
        }

        if (HasArgs(profile) && !profile.IsSecureBoot && !profile.Gates.UnifiedInstaller)
        {
            yield return ProfileProblem.Error(
                "IMG2433", ArgsPath, at.PositionOf(ArgsPath),
                "customization of kernel args is not supported for installer output in !secureboot mode before "
                    + "1.10: such an "
                + $"installer carries no command line, so {Quote(profile)} would be lost. Set them in "
                + "machine.install.extraKernelArgs.");
        }

        if (HasMeta(profile))
        {
            yield return ProfileProblem.Error(
                "IMG2434", MetaPath, at.PositionOf(MetaPath),
                "customization of meta partition is not supported for installer output: the installer writes META "
                    + "on the machine it runs on. Put the values into an iso or image, or remove them.");
        }
    }

    private static IEnumerable<ProfileProblem> CheckLooseFiles(ProfileDocument at, ImageProfile profile)
    {
        if (profile.Kind is not (OutputKind.Kernel or OutputKind.Initramfs))
        {
            yield break;
        }

        var kind = EnumSpelling.Of(profile.Kind);
        if (profile.IsSecureBoot)
        {
            yield return ProfileProblem.Error(
                "IMG2435", "secureboot", at.PositionOf("secureboot"),
                $"secureboot is not supported for {kind} output: a bare {kind} is not signed. Use kind uki, or a "
                    + "profile without secureboot.");
        }

        if (HasArgs(profile))
        {
            yield return ProfileProblem.Error(
                "IMG2436", ArgsPath, at.PositionOf(ArgsPath),
                $"customization of kernel args is not supported for {kind} output: it carries no command line, so "
                    + $"{Quote(profile)} would be lost. Use kind cmdline, uki, iso or image.");
        }

        if (HasMeta(profile))
        {
            yield return ProfileProblem.Error(
                "IMG2437", MetaPath, at.PositionOf(MetaPath),
                $"customization of meta partition is not supported for {kind} output: it has no META. Use kind iso, "
                    + "uki, cmdline or image.");
        }
    }

    private static IEnumerable<ProfileProblem> CheckMetaKeys(ProfileDocument at, ImageProfile profile) =>
        (profile.Customization?.MetaContents ?? [])
        .Select((meta, index) => (Meta: meta, Path: $"{MetaPath}[{index}]"))
        .Where(pair => pair.Meta.Key == 0)
        .Select(pair => ProfileProblem.Error(
            "IMG2448", pair.Path, at.PositionOf(pair.Path),
            "META key 0 ends the table on disk and cannot carry a value; give a key from 1 to 255, for example 0xa."));

    private static IEnumerable<ProfileProblem> CheckUnused(ProfileDocument at, ImageProfile profile)
    {
        if (!string.IsNullOrEmpty(profile.Customization?.EmbeddedMachineConfiguration) && !profile.Gates.EmbeddedConfig)
        {
            const string Path = "customization.embeddedMachineConfiguration";
            yield return ProfileProblem.Warning(
                "IMG2458", Path, at.PositionOf(Path),
                $"a {profile.Version} system does not read an embedded machine configuration; that came in 1.12.0.");
        }

        if (profile.Input?.ImageCache is { IsEmpty: false } && profile.Kind is not (OutputKind.Iso or OutputKind.Image))
        {
            yield return ProfileProblem.Warning(
                "IMG2459", "input.imageCache", at.PositionOf("input.imageCache"),
                $"input.imageCache is not used by {EnumSpelling.Of(profile.Kind)} output; only iso and image carry "
                    + "it.");
        }
    }

    private static bool HasArgs(ImageProfile profile) => profile.Customization?.ExtraKernelArgs is { Count: > 0 };

    private static bool HasMeta(ImageProfile profile) => profile.Customization?.MetaContents is { Count: > 0 };

    private static string Quote(ImageProfile profile) =>
        $"\"{string.Join(' ', profile.Customization?.ExtraKernelArgs ?? [])}\"";
}
