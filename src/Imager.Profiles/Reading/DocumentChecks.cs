namespace Imager.Profiles;

/// <summary>Combinations that make no sense within one document, whatever it builds on; strict reading only.</summary>
internal static class DocumentChecks
{
    internal static IEnumerable<ProfileProblem> Find(
        ImageProfile profile, IReadOnlyDictionary<string, SourcePosition> positions)
    {
        var at = new ProfileDocument(profile, positions, []);
        return Containers(profile).SelectMany(pair => CheckContainer(pair.Path, pair.Asset, at))
            .Concat(CheckExtensions(profile, at))
            .Concat(CheckBoard(profile, at))
            .Concat(CheckDisk(profile.Output?.ImageOptions, at));
    }

    private static IEnumerable<(string Path, ContainerAsset Asset)> Containers(ImageProfile profile)
    {
        var input = profile.Input;
        var extensions = input?.SystemExtensions ?? [];
        return new (string Path, ContainerAsset? Asset)[]
        {
            ("input.baseInstaller", input?.BaseInstaller),
            ("input.imageCache", input?.ImageCache),
            ("input.overlayInstaller", input?.OverlayInstaller),
            ("overlay.image", profile.Overlay?.Image),
        }
        .Concat(extensions.Select(
            (asset, index) => (Path: $"input.systemExtensions[{index}]", Asset: (ContainerAsset?)asset)))
        .Where(pair => pair.Asset is not null)
        .Select(pair => (pair.Path, pair.Asset!));
    }

    private static IEnumerable<ProfileProblem> CheckContainer(string path, ContainerAsset asset, ProfileDocument at)
    {
        (string Key, string? Value)[] keys =
            [("imageRef", asset.ImageRef), ("tarballPath", asset.TarballPath), ("ociPath", asset.OciPath)];
        var sources = keys.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => pair.Key).ToList();
        if (sources.Count > 1)
        {
            yield return ProfileProblem.Error(
                "IMG2450", path, at.PositionOf($"{path}.{sources[1]}"),
                $"{path} names {sources.Count} sources ({string.Join(", ", sources)}); keep one of them.");
        }

        if (path == "input.baseInstaller" && !string.IsNullOrEmpty(asset.TarballPath))
        {
            yield return ProfileProblem.Error(
                "IMG2462", path, at.PositionOf($"{path}.tarballPath"),
                "input.baseInstaller.tarballPath cannot be used: an installer is built on an image with layers and "
                    + "configuration, not on a tar of files. Use imageRef or ociPath.");
        }
    }

    private static IEnumerable<ProfileProblem> CheckExtensions(ImageProfile profile, ProfileDocument at) =>
        (profile.Input?.SystemExtensions ?? [])
        .Select((asset, index) => (Path: $"input.systemExtensions[{index}]", Asset: asset))
        .Where(pair => pair.Asset.IsEmpty)
        .Select(pair => ProfileProblem.Error(
            "IMG2451", pair.Path, at.PositionOf(pair.Path),
            $"{pair.Path} names no image: give it imageRef, tarballPath or ociPath."));

    private static IEnumerable<ProfileProblem> CheckBoard(ImageProfile profile, ProfileDocument at)
    {
        if (!string.IsNullOrEmpty(profile.Board) && profile.Overlay is not null)
        {
            yield return ProfileProblem.Error(
                "IMG2454", "board", at.PositionOf("board"),
                $"board \"{profile.Board}\" and overlay exclude each other: boards are for targets below 1.7, "
                    + "overlays from 1.7 on.");
        }
    }

    private static IEnumerable<ProfileProblem> CheckDisk(ImageOptions? options, ProfileDocument at)
    {
        const string Path = "output.imageOptions.diskFormatOptions";
        if (IsSet(options?.DiskFormatOptions) && options?.DiskFormat is DiskFormat.Raw or DiskFormat.Ova)
        {
            yield return ProfileProblem.Error(
                "IMG2455", Path, at.PositionOf(Path),
                $"diskFormatOptions \"{options.DiskFormatOptions}\" has no meaning for diskFormat "
                + $"{EnumSpelling.Of(options.DiskFormat.Value)}; only qcow2 and vhd take options. Remove it.");
        }
    }

    private static bool IsSet(string? text) => !string.IsNullOrEmpty(text);
}
