using Imager.Build.Qemu;

namespace Imager.Boot.Tests.Support;

/// <summary>Boots a case and hands back what the reference OS reported.</summary>
public static class BootMachine
{
    /// <summary>Generous: emulation on a busy machine takes many times the half minute of a quiet one.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("IMAGER_BOOT_TIMEOUT"), out var seconds) ? seconds : 600);

    /// <summary>Builds the image, boots it until its last line, and keeps the console in a file.</summary>
    public static async Task<(BuiltImage Image, ProbeReport Report)> RunAsync(BootCase boot)
    {
        var image = await BuiltImage.GetAsync(boot.Image);
        var machine = new QemuMachine
        {
            Architecture = boot.Image.Architecture,
            Firmware = boot.Firmware,
            Drives = [new(image.File.Path, boot.Bus) { Format = image.File.Format, SectorBytes = boot.Image.SectorBytes }],
        };
        Directory.CreateDirectory(BootPaths.SerialLogs);
        var logPath = Path.Combine(BootPaths.SerialLogs, boot.Name + ".log");
        QemuResult result;
        await using (var log = new StreamWriter(logPath) { AutoFlush = true })
        {
            result = await QemuRunner.RunAsync(
                machine,
                Path.Combine(BootPaths.Work, boot.Name + "-machine"),
                new QemuLimits(Limit) { StopAt = ProbeReport.IsEnd },
                log.WriteLine,
                CancellationToken.None);
        }

        var report = ProbeReport.Read(result.SerialLines);
        Assert.True(
            report.IsComplete,
            $"{boot.Name}: {result.End} after {result.Time.TotalSeconds:0} s without a complete report; "
            + $"the console is in {logPath}:\n"
            + string.Join('\n', result.SerialLines.TakeLast(20)));
        return (image, report);
    }
}
