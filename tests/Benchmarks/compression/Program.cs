// Compares our compressed images with the standard tools over the same sparse raw disk, in one run.
//   dotnet run -c Release --project tests/Benchmarks/compression -- FOLDER [single|dual|far] [zst,xz,gz]
// Each of our rows runs in a process of its own, so that its peak memory can be read.
using System.Diagnostics;
using Imager.Benchmarks.Compression;
using Imager.Formats.Compression;

if (args is ["write", var folderOfWorker, var kindOfWorker, var format, var level, var threads, var target])
{
    using var kernelOfWorker = new FileBytes(Path.Combine(folderOfWorker, "kernel"));
    using var initramfsOfWorker = new FileBytes(Path.Combine(folderOfWorker, "initramfs"));
    var options = new CompressionOptions
    {
        Format = Enum.Parse<CompressionFormat>(format),
        Level = int.Parse(level),
        Threads = int.Parse(threads),
    };
    using var output = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 18);
    var image = SampleImage.Create(kindOfWorker, kernelOfWorker, initramfsOfWorker);
    CompressedImageWriter.Write(image, output, options, CancellationToken.None);
    Console.WriteLine(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ')[^2]);
    return 0;
}

var folder = args.Length > 0 ? args[0] : throw new ArgumentException("give a folder for 10 GB of sparse files");
var kind = args.Length > 1 ? args[1] : "single";
var formats = (args.Length > 2 ? args[2] : "zst,xz,gz").Split(',');
Directory.CreateDirectory(folder);
SampleImage.WritePayload(folder);
var raw = Path.Combine(folder, "disk.raw");
using (var kernel = new FileBytes(Path.Combine(folder, "kernel")))
using (var initramfs = new FileBytes(Path.Combine(folder, "initramfs")))
{
    SampleImage.WriteRaw(SampleImage.Create(kind, kernel, initramfs), raw);
    Shell($"cat {folder}/kernel {folder}/initramfs > {folder}/payload");
}

(string Key, string Format, int Level, string Tool, string ToolCommand, string Decode)[] rows =
[
    ("zst", "Zstandard", 3, "zstd -3 -T0", "zstd -q -3 -T0 -c", "zstd -dcq"),
    ("xz", "Xz", 0, "xz -0 -T0", "xz -0 -T0 -c", "xz -dc"),
    ("gz", "Gzip", 6, "pigz -6", "pigz -6 --no-time -c", "gzip -dc"),
];
Console.WriteLine($"kind {kind}, {Environment.ProcessorCount} processors; payload once is {new FileInfo($"{folder}/payload").Length / 1e6:F0} MB");
Console.WriteLine($"{"what",-34}{"seconds",9}{"MB out",9}{"peak MB",9}");
foreach (var row in rows.Where(row => formats.Contains(row.Key)))
{
    var ours = Path.Combine(folder, "ours." + row.Key);
    foreach (var count in new[] { Environment.ProcessorCount, 1 })
    {
        var file = count == 1 ? ours + ".t1" : ours;
        var clock = Stopwatch.StartNew();
        var peak = Shell($"{Environment.ProcessPath} write {folder} {kind} {row.Format} {row.Level} {count} {file}").Trim();
        Report($"imager {row.Key} -{row.Level} threads {count}", clock, file, double.Parse(peak) / 1024);
    }

    foreach (var (name, input) in new[] { ("of the raw", raw), ("of the payload once", folder + "/payload") })
    {
        var clock = Stopwatch.StartNew();
        Shell($"{row.ToolCommand} {input} > {folder}/tool.{row.Key}");
        Report($"{row.Tool} {name}", clock, $"{folder}/tool.{row.Key}", null);
    }

    Shell($"cmp {ours} {ours}.t1 && {row.Decode} {ours} | cmp - {raw}");
    Console.WriteLine($"  same bytes for 1 thread; {row.Decode} gives the raw disk");
}

return 0;

static void Report(string name, Stopwatch clock, string file, double? peakMegabytes) =>
    Console.WriteLine($"{name,-34}{clock.Elapsed.TotalSeconds,9:F2}{new FileInfo(file).Length / 1e6,9:F1}{peakMegabytes,9:F0}");

static string Shell(string command)
{
    var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true };
    start.ArgumentList.Add("-c");
    start.ArgumentList.Add(command);
    using var process = Process.Start(start)!;
    var output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode == 0 ? output : throw new InvalidOperationException($"exit code {process.ExitCode}: {command}");
}
