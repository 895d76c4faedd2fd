using System.CommandLine;
using Imager.Cli.Extensions;
using Imager.Core;
using Imager.Extensions;
using Imager.Oci.Model;

namespace Imager.Cli.Commands;

/// <summary><c>imager extension lint|inspect|pack|new</c>.</summary>
internal static class ExtensionCommand
{
    internal static Command Create(ConsoleHost host) => new("extension", "Check, show, pack and start system extensions.")
    {
        Lint(host), Inspect(host), Pack(host), New(host),
    };

    private static Command Lint(ConsoleHost host)
    {
        var options = new ExtensionOptions();
        var command = new Command("lint", "Check extensions: everything that is wrong, one by one and together. Exit code 2 when one cannot work.");
        options.AttachTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = options.Open(parsed, host);
            var extensions = await session.LoadAsync(cancellationToken);
            var findings = ExtensionValidator.Check(extensions, session.Context(cancellationToken), cancellationToken);
            host.Out.Write(options.IsJson(parsed) ? FindingsText.ToJson(extensions, findings) : FindingsText.ToText(extensions, findings));
            return (int)(findings.Any(finding => finding.IsError) ? ExitCode.InvalidInput : ExitCode.Ok);
        });
        return command;
    }

    private static Command Inspect(ConsoleHost host)
    {
        var options = new ExtensionOptions();
        var command = new Command("inspect", "Show manifests, services, kernel modules and files of extensions.");
        options.AttachTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = options.Open(parsed, host);
            var extensions = await session.LoadAsync(cancellationToken);
            var summaries = extensions.ConvertAll(extension => ExtensionSummary.Of(extension, session.Context(cancellationToken).Kernel));
            host.Out.Write(options.IsJson(parsed) ? SummaryText.ToJson(summaries) : SummaryText.ToText(summaries));
        });
        return command;
    }

    private static Command Pack(ConsoleHost host)
    {
        var options = new ExtensionOptions(isOneFolder: true);
        var output = new Option<string?>("--output", "-o") { Description = "FILE.tar (an OCI layout tar) or oci:FOLDER.", HelpName = "TARGET" };
        var push = new Option<string?>("--push") { Description = "Push the image to a registry.", HelpName = "REF" };
        var noLint = new Option<bool>("--no-lint") { Description = "Pack although the rules find errors." };
        var command = new Command("pack", "Make an image of an extension folder: one layer, the same bytes each time.") { output, push, noLint };
        options.AttachTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (target, reference) = (parsed.GetValue(output), parsed.GetValue(push) is { } text ? ImageReference.Parse(text) : null);
            if (target is null && reference is null)
            {
                throw new InvalidInputException("IMG2867", "nothing to make: give --output FILE.tar, --output oci:FOLDER or --push REF.");
            }

            using var session = options.Open(parsed, host);
            var extension = (await session.LoadAsync(cancellationToken))[0];
            var findings = ExtensionValidator.Check([extension], session.Context(cancellationToken), cancellationToken);
            host.Error.Write(string.Concat(findings.Select(finding => $"imager: {finding}\n")));
            if (!parsed.GetValue(noLint))
            {
                ExtensionValidator.EnsureValid(findings);
            }

            using var packer = new ExtensionPacker(ExtensionSession.ScratchFolder(host), ExtensionSession.Epoch(host));
            var image = await packer.PackAsync(options.Folder(parsed), session.Architecture, extension.Manifest?.Manifest, cancellationToken);
            var digest = image.Root.Descriptor.Digest.ToString();
            if (target is not null)
            {
                await packer.WriteAsync(image, target, extension.Manifest?.Manifest?.Version, cancellationToken);
            }

            using var images = options.Images(parsed, host);
            var pushed = reference is null
                ? null
                : await images.Client(reference.Registry, options.IsInsecure(parsed)).PushAsync(image, reference, [], cancellationToken);
            host.Out.Write(options.IsJson(parsed)
                ? PackText.ToJson(target, digest, pushed)
                : $"{pushed?.ToString() ?? target}\n{(pushed is null ? digest + "\n" : string.Empty)}");
        });
        return command;
    }

    private static Command New(ConsoleHost host) => new("new", "Write the sources of an extension to start from; they build as they are.")
    {
        Scaffold(host, "service", "A program that the OS runs as a container.", ExtensionScaffold.WriteService),
        Scaffold(host, "module", "A kernel module.", ExtensionScaffold.WriteModule),
    };

    private static Command Scaffold(ConsoleHost host, string kind, string description, Func<string, string, IReadOnlyList<string>> write)
    {
        var name = new Argument<string>("name") { Description = "a-z, 0-9 and -." };
        var output = new Option<string?>("--output", "-o") { Description = "Folder to make; the name by default.", HelpName = "FOLDER" };
        var command = new Command(kind, description) { name, output };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(output) ?? parsed.GetRequiredValue(name);
            foreach (var file in write(parsed.GetRequiredValue(name), folder))
            {
                host.Out.WriteLine(Path.Combine(folder, file));
            }
        });
        return command;
    }
}
