using System.CommandLine;
using Imager.Arguments;
using Imager.Cli.Build;
using Imager.Core;
using Imager.Extensions;
using Imager.Profiles;

namespace Imager.Cli.Extensions;

/// <summary>What the commands about extensions have in common.</summary>
internal sealed class ExtensionOptions
{
    private readonly Argument<string[]> sources;
    private readonly Option<string?> arch = new("--arch") { Description = "amd64 or arm64; this machine's by default." };
    private readonly Option<string?> version = new("--target-version") { Description = "OS version to check for; 1.15.0 by default." };
    private readonly Option<string?> kernel = new("--kernel") { Description = "vmlinuz that will load the modules: release and signatures are compared with it.", HelpName = "FILE" };
    private readonly Option<string[]> certificates = new("--module-certificate")
    {
        Description = "Certificate (DER or PEM) whose signatures the kernel takes. Repeatable.",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> insecure = new("--insecure") { Description = "Plain http for registries." };
    private readonly ContainerOptionSet containers = new();
    private readonly Option<bool> json = new("--json") { Description = "Print JSON." };

    internal ExtensionOptions(bool isOneFolder = false)
    {
        arch.CompletionSources.Add("amd64", "arm64");
        sources = new("extension")
        {
            Description = isOneFolder ? "Extension folder: manifest.yaml and rootfs/." : "Folders, tars, oci:FOLDER, or image references.",
            Arity = ArgumentArity.OneOrMore,
        };
    }

    internal void AttachTo(Command command)
    {
        command.Add(sources);
        foreach (var option in new Option[] { arch, version, kernel, certificates, insecure, json }.Concat(containers.All))
        {
            command.Add(option);
        }
    }

    internal bool IsJson(ParseResult parsed) => parsed.GetValue(json);

    /// <summary>Registries and policy, as this command line and the environment say.</summary>
    internal Imager.Images.ContainerImages Images(ParseResult parsed, ConsoleHost host) => Imager.Images.ContainerImages.Open(
        containers.Read(parsed), host.Variable, new ConsoleReporter(host.Error, isQuiet: true, isVerbose: false));

    internal bool IsInsecure(ParseResult parsed) => parsed.GetValue(insecure);

    /// <summary>The folder of a command that takes one.</summary>
    /// <exception cref="InvalidInputException">It is no folder.</exception>
    internal string Folder(ParseResult parsed) => parsed.GetRequiredValue(sources) is [var folder] && Directory.Exists(folder)
        ? folder
        : throw new InvalidInputException(
            "IMG2868", $"\"{string.Join(' ', parsed.GetRequiredValue(sources))}\" is no folder; an image is packed from one extension folder.");

    internal ExtensionSession Open(ParseResult parsed, ConsoleHost host) => new(
        host,
        Images(parsed, host),
        [.. parsed.GetRequiredValue(sources).Select(text => ExtensionSource.Parse(text, IsInsecure(parsed)))],
        parsed.GetValue(arch) is { } name ? Architecture.Parse(name) : Architecture.Host,
        TargetVersion.Parse(parsed.GetValue(version) ?? TargetVersion.Default.Text),
        parsed.GetValue(kernel),
        [.. (parsed.GetValue(certificates) ?? []).Select(ModuleCertificate.ReadFile)]);
}
