using Cake.Core.Diagnostics;
using Cake.Frosting;
using Imager.Build.Qemu;

namespace Imager.Build.Tasks;

[TaskName("boot")]
[TaskDescription("Boots IMAGE=FILE (default: the ISO) in an emulated machine and shows its serial console.")]
[IsDependentOn(typeof(IsoTask))]
public sealed class BootTask : BuildTask
{
    protected override void Check(BuildContext context) => BootRequest.Read(context);

    public override async Task RunAsync(BuildContext context, CancellationToken cancellationToken)
    {
        var request = BootRequest.Read(context);
        var work = Path.Combine(context.Paths.Staging, $"boot-{Environment.ProcessId}");
        var disk = await DiskImageFile.PrepareAsync(request.ImagePath, work, cancellationToken);
        context.Log.Information(
            $"the serial console follows; a kernel uses it only with console={request.SerialConsole}, which metal images lack. To make one: "
            + $"./build.sh iso IMAGER_ARGS='--extra-kernel-arg console={request.SerialConsole}'");
        Directory.CreateDirectory(context.Paths.Logs);
        var logPath = Path.Combine(context.Paths.Logs, $"boot-{Path.GetFileName(request.ImagePath)}.log");
        await using var log = new StreamWriter(logPath);
        var result = await QemuRunner.RunAsync(request.MachineWith(disk), work, request.Limits, Show, cancellationToken);
        context.Log.Information($"{result.End} after {result.Time.TotalSeconds:0} s; console in {context.Paths.Show(logPath)}");

        void Show(string line)
        {
            context.Log.Information(line);
            log.WriteLine(line);
        }
    }
}
