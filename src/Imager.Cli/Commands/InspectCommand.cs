using System.CommandLine;
using Imager.Cli.Inspect;
using Imager.Host;
using Imager.Inspect;

namespace Imager.Cli.Commands;

/// <summary><c>imager inspect FILE</c>: what is in an image.</summary>
internal static class InspectCommand
{
    internal static Command Create(ConsoleHost host)
    {
        var file = new Argument<string>("file")
        {
            Description = "A disk (raw, qcow2, VHD, VHDX, VMDK, OVA, tar), ISO, UKI, kernel, initramfs or META dump; also as zst, xz or gz.",
        };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var digest = new Option<bool>("--digest") { Description = "Add the SHA-256 of the file and of every file, section and value in it." };
        var command = new Command("inspect", "Show partitions, file trees, UKI sections, command line, META and identities of an image.")
        {
            file, json, digest,
        };
        var scratchOptions = new ScratchOptions();
        scratchOptions.AttachTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            using var scratch = scratchOptions.Open(parsed, host);
            using var source = FileSource.Open(parsed.GetRequiredValue(file), "image");
            var options = new InspectOptions(parsed.GetValue(digest));
            var root = new ImageInspector(scratch).Inspect(source, options, cancellationToken);
            host.Out.Write(parsed.GetValue(json) ? InspectJson.Write(root) : InspectText.Write(root));
            return Task.FromResult(0);
        });
        return command;
    }
}
