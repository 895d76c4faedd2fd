using Cake.Core.Diagnostics;
using Cake.Frosting;
using Imager.Build.Qemu;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("boot")]
[TaskDescription("Boots IMAGE=FILE (default: the ISO) in an emulated machine and shows its serial console.")]
[IsDependentOn(typeof(IsoTask))]
public sealed class BootTask : BuildTask
{
    protected override void Check(BuildContext context)
    {
        MachineOf(context, ImageOf(context));
        LimitsOf(context);
    }

    public override async Task RunAsync(BuildContext context, CancellationToken cancellationToken)
    {
        var path = ImageOf(context);
        var work = Path.Combine(context.Paths.Staging, $"boot-{Environment.ProcessId}");
        var disk = await DiskImageFile.PrepareAsync(path, work, cancellationToken);
        var machine = MachineOf(context, path) with
        {
            Drives = [new(disk.Path, BusOf(path, context.Variables[BuildVariables.Attach])) { Format = disk.Format }],
        };

        Directory.CreateDirectory(context.Paths.Logs);
        var logPath = Path.Combine(context.Paths.Logs, $"boot-{Path.GetFileName(path)}.log");
        await using var log = new StreamWriter(logPath);
        var result = await QemuRunner.RunAsync(machine, work, LimitsOf(context), Show, cancellationToken);
        context.Log.Information($"{result.End} after {result.Time.TotalSeconds:0} s; console in {context.Paths.Show(logPath)}");

        void Show(string line)
        {
            context.Log.Information(line);
            log.WriteLine(line);
        }
    }

    private static string ImageOf(BuildContext context)
    {
        var image = context.Variables[BuildVariables.Image];
        return image.Length == 0 ? context.Paths.Iso(context.Architectures[0]) : context.Paths.FromCaller(image);
    }

    private static QemuMachine MachineOf(BuildContext context, string path) => new()
    {
        Architecture = context.Architectures[0],
        Firmware = Choice<QemuFirmware>(context.Variables[BuildVariables.Firmware], BuildVariables.Firmware.Name),
        MemoryMiB = context.Variables.Number(BuildVariables.Memory, 64, 1 << 20),
        Drives = [new(path, BusOf(path, context.Variables[BuildVariables.Attach]))],
    };

    private static QemuLimits LimitsOf(BuildContext context) =>
        new(TimeSpan.FromSeconds(context.Variables.Number(BuildVariables.Timeout, 1, 86_400)));

    private static QemuBus BusOf(string path, string attach) =>
        attach.Length > 0 ? Choice<QemuBus>(attach, BuildVariables.Attach.Name)
        : path.EndsWith(".iso", StringComparison.Ordinal) ? QemuBus.Cdrom
        : QemuBus.Virtio;

    private static T Choice<T>(string text, string variable)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw new InvalidInputException(
                "IMG2613",
                $"{variable}={text}: choose one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}."
                + NearestMatch.Hint(text, Enum.GetNames<T>()));
}
