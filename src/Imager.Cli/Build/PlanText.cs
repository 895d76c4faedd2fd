using System.Text;
using Imager.Core;
using Imager.Formats.Gpt;
using Imager.Plan;
using Imager.Profiles;
using Imager.Profiles.Meta;

namespace Imager.Cli.Build;

/// <summary>Plans as people read them.</summary>
internal static class PlanText
{
    internal static string Write(IReadOnlyList<BuildPlan> plans)
    {
        var text = new StringBuilder();
        foreach (var plan in plans)
        {
            Write(text, plan);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, BuildPlan plan)
    {
        text.AppendLine(plan.FileName);
        Line(text, "kind", Describe(plan));
        Line(text, "target", $"{plan.Profile.Platform} {plan.Architecture}, version {plan.Version}");
        if (plan.Base is not null)
        {
            Line(text, "base", $"{plan.Base}");
        }

        if (plan.Output is OutputSpec.Disk disk)
        {
            Line(text, "disk", $"{disk.Plan.DiskSize} ({disk.Plan.DiskSize.Bytes} bytes), {disk.Plan.SectorBytes}-byte sectors");
            foreach (var partition in disk.Plan.Layout.Partitions)
            {
                Line(text, $"partition {partition.Number}", Describe(partition, disk.Plan));
            }
        }

        if (plan.Output is OutputSpec.Iso { VolumeId.Length: > 0 } iso)
        {
            Line(text, "volume id", iso.VolumeId);
        }

        foreach (var extension in plan.Profile.Input?.SystemExtensions ?? [])
        {
            Line(text, "extension", extension.ImageRef ?? extension.OciPath ?? extension.TarballPath ?? string.Empty);
        }

        Line(text, "packing", EnumSpelling.Of(plan.OutFormat));
        foreach (var value in plan.MetaValues)
        {
            Line(text, "meta", $"{MetaKey.Describe(value.Key)}, {Encoding.UTF8.GetByteCount(value.Value)} bytes");
        }

        Line(text, "command line", plan.CommandLine);
        foreach (var missing in plan.NotBuiltYet)
        {
            Line(text, "not built yet", missing);
        }
    }

    private static string Describe(BuildPlan plan) => plan.Output switch
    {
        OutputSpec.Disk disk =>
            $"disk image, {EnumSpelling.Of(disk.Plan.Boot)}, {EnumSpelling.Of(disk.Format)}"
            + (disk.FormatOptions.Length > 0 ? $" ({disk.FormatOptions})" : string.Empty),
        OutputSpec.Iso iso => $"ISO image, {EnumSpelling.Of(iso.Boot)}",
        _ => EnumSpelling.Of(plan.Profile.Kind),
    };

    private static string Describe(GptPartition partition, DiskPlan disk)
    {
        var size = new ByteSize(partition.SectorCount * disk.SectorBytes);
        return $"{partition.Name,-9} {size,10}  LBA {partition.FirstLba.Value}-{partition.LastLba.Value}";
    }

    private static void Line(StringBuilder text, string name, string value) => text.Append("  ").Append(name.PadRight(14)).AppendLine(value);
}
