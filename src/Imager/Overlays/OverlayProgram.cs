using System.Globalization;
using Imager.Core;
using Imager.Host;
using Imager.Profiles.Overlays;
using Imager.Profiles.Yaml;

namespace Imager.Overlays;

/// <summary>Runs an overlay's program: one argument, YAML on standard input, YAML on standard output.</summary>
/// <remarks>It runs with the rights of this user and a clean environment; nothing else holds it back, so overlays are verified before.</remarks>
public sealed class OverlayProgram(OverlayFolder overlay, string? name, YamlMapping? options, SourceDateEpoch epoch)
{
    private readonly string program = overlay.Installer(name);

    /// <summary>What the overlay asks of the image.</summary>
    /// <exception cref="DependencyException">The program failed.</exception>
    /// <exception cref="InvalidInputException">Its answer cannot be understood.</exception>
    public async Task<OverlayReply> GetOptionsAsync(CancellationToken cancellationToken)
    {
        var answer = await RunAsync("get-options", options ?? YamlMapping.Empty, cancellationToken);
        return OverlayReplyReader.Read(answer, $"{overlay.Source} get-options");
    }

    /// <summary>Lets the overlay put its files below <paramref name="mountPrefix"/> and its loader onto <paramref name="disk"/>.</summary>
    /// <exception cref="DependencyException">The program failed.</exception>
    public Task InstallAsync(string disk, string mountPrefix, CancellationToken cancellationToken) => RunAsync(
        "install",
        new YamlMapping(
        [
            new("installDisk", new YamlText(Path.GetFullPath(disk))),
            new("mountPrefix", new YamlText(Path.GetFullPath(mountPrefix))),
            new("artifactsPath", new YamlText(Path.GetFullPath(overlay.ArtifactsPath))),
            new("extraOptions", options ?? YamlMapping.Empty),
        ]),
        cancellationToken);

    private async Task<string> RunAsync(string verb, YamlMapping input, CancellationToken cancellationToken)
    {
        var call = new ToolCall(program, [verb])
        {
            StandardInput = YamlEmitter.Print(input),
            HasCleanEnvironment = true,
            Environment = new Dictionary<string, string?>
            {
                ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin",
                ["LC_ALL"] = "C",
                ["SOURCE_DATE_EPOCH"] = epoch.Seconds.ToString(CultureInfo.InvariantCulture),
            },
            WorkingFolder = overlay.Path,
        };
        var end = await ToolRunner.RunAsync(call, cancellationToken);
        return end.ExitCode == 0
            ? end.Output
            : throw new DependencyException(
                "IMG5476", $"{overlay.Source}: the overlay's program {Path.GetFileName(program)} {verb} failed with exit code {end.ExitCode}: {end.LastWords}");
    }
}
