using System.CommandLine;
using Imager.Cli.Inspect;
using Imager.Core;
using Imager.Host;
using Imager.Inspect;

namespace Imager.Cli.Commands;

/// <summary><c>imager extract FILE PATH</c>: takes a part out of an image.</summary>
internal static class ExtractCommand
{
    internal static Command Create(ConsoleHost host)
    {
        var file = new Argument<string>("file") { Description = "An image that `imager inspect` reads." };
        var path = new Argument<string>("path")
        {
            Description = "[VOLUME:][PATH][#SECTION]: EFI:/EFI/Linux/X.efi, BOOT:/A/vmlinuz, META:0xa, boot/vmlinuz, EFI:/, BIOS:, "
                + "EFI:/EFI/Linux/X.efi#.cmdline.",
        };
        var output = new Option<string?>("--output")
        {
            Description = "File to write, or folder; standard output by default, which takes no directory.",
        };
        var command = new Command("extract", "Take a file, directory, partition, UKI section or META value out of an image.")
        {
            file, path, output,
        };
        var scratchOptions = new ScratchOptions();
        scratchOptions.AttachTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            using var scratch = scratchOptions.Open(parsed, host);
            using var source = FileSource.Open(parsed.GetRequiredValue(file), "image");
            var root = new ImageInspector(scratch).Inspect(source, new InspectOptions(), cancellationToken);
            var node = ImageAddress.Parse(parsed.GetRequiredValue(path)).Find(root);
            Write(host, node, parsed.GetValue(output), scratch.Limit, cancellationToken);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Write(ConsoleHost host, InspectNode node, string? output, ByteSize limit, CancellationToken cancellationToken)
    {
        var extractor = new ImageExtractor(limit);
        if (output is null or "-")
        {
            using var standardOutput = host.OpenStandardOutput();
            extractor.CopyTo(node, standardOutput, cancellationToken);
            return;
        }

        // An existing folder receives a file under its own name, as cp does.
        var target = Directory.Exists(output) && node.Content is not null ? Path.Combine(output, FileName(node)) : output;
        var report = extractor.Extract(node, target, cancellationToken);
        foreach (var skipped in report.Skipped)
        {
            host.Error.WriteLine($"imager: not extracted: {skipped}");
        }

        host.Error.WriteLine($"{target}: {report.Files} {(report.Files == 1 ? "file" : "files")}, {new ByteSize(report.SizeBytes)}");
    }

    private static string FileName(InspectNode node)
    {
        var name = node.Name[(node.Name.LastIndexOfAny(['/', '\\']) + 1)..];
        return name is "" or "." or ".." ? InspectKinds.Name(node.Kind) : name;
    }
}
