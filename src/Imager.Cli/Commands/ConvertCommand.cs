using System.CommandLine;
using Imager.Artifacts;
using Imager.Cli.Inspect;
using Imager.Core;
using Imager.Inspect;

namespace Imager.Cli.Commands;

/// <summary><c>imager convert IN OUT</c>: from one disk format to another.</summary>
internal sealed class ConvertCommand
{
    private readonly Argument<string> input = new("in") { Description = "A disk image in any format that `imager inspect` reads." };

    private readonly Argument<string> output = new("out") { Description = "The file to create or replace." };

    private readonly Option<string?> format = new("--format")
    {
        Description = $"{string.Join(", ", ConvertFormat.All.Select(known => known.Name))}; from the name of OUT by default.",
    };

    private readonly Option<string?> clusterSize = new("--cluster-size") { Description = "qcow2: 512 to 2MiB, a power of two; 64KiB by default." };

    private readonly Option<string?> packing = new("--packing") { Description = "zst, xz, gz or raw; from the name of OUT by default." };

    private readonly Option<int?> level = new("--compression-level") { Description = "Level of zst (1-19), xz (0-9), gz, vmdk-stream or ova (1-9)." };

    private readonly Option<int?> threads = new("--threads")
    {
        Description = "Compression threads; all cores by default. Never changes the result.",
    };

    private readonly ScratchOptions scratchOptions = new();

    internal static Command Create(ConsoleHost host)
    {
        var own = new ConvertCommand();
        var command = new Command("convert", "Put a disk into another format: raw, qcow2, VHD, VMDK, VHDX or OVA. Holes stay holes.")
        {
            own.input, own.output, own.format, own.clusterSize, own.packing, own.level, own.threads,
        };
        own.format.CompletionSources.Add(ConvertFormat.All.Select(known => known.Name).ToArray());
        own.scratchOptions.AttachTo(command);
        command.SetAction((parsed, cancellationToken) => Task.FromResult(own.Run(parsed, host, cancellationToken)));
        return command;
    }

    private int Run(ParseResult parsed, ConsoleHost host, CancellationToken cancellationToken)
    {
        var target = parsed.GetRequiredValue(output);
        var write = new WriteOptions(
            Path.GetDirectoryName(target) ?? string.Empty,
            parsed.GetValue(threads) ?? Environment.ProcessorCount,
            parsed.GetValue(level));
        var request = ConvertRequest.Create(
            target,
            parsed.GetValue(format),
            parsed.GetValue(packing),
            parsed.GetValue(clusterSize) is { } size ? ByteSize.Parse(size) : null,
            SourceDateEpoch.Parse(host.Variable("SOURCE_DATE_EPOCH")),
            write);
        using var scratch = scratchOptions.Open(parsed, host);
        var report = new ImageConverter(scratch).Convert(parsed.GetRequiredValue(input), request, cancellationToken);
        host.Error.WriteLine(
            $"{report.Path}: {report.Profile}, {new ByteSize(report.SizeBytes)}, disk {new ByteSize(report.ImageBytes)} "
            + $"with {new ByteSize(report.PayloadBytes)} of payload");
        return 0;
    }
}
