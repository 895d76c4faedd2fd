using System.Text;
using System.Text.Json;
using Imager.Plan;
using Imager.Profiles;

namespace Imager.Cli.Build;

/// <summary>Plans as machines read them: an array, one object per output.</summary>
internal static class PlanJson
{
    internal static string Write(IReadOnlyList<BuildPlan> plans) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (var plan in plans)
        {
            Write(json, plan);
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, BuildPlan plan)
    {
        json.WriteStartObject();
        json.WriteString("fileName", plan.FileName);
        json.WriteString("kind", EnumSpelling.Of(plan.Profile.Kind));
        json.WriteString("platform", plan.Profile.Platform);
        json.WriteString("arch", plan.Architecture.Name);
        json.WriteString("version", plan.Version);
        json.WriteString("outFormat", EnumSpelling.Of(plan.OutFormat));
        json.WriteString("commandLine", plan.CommandLine);
        if (plan.Base is not null)
        {
            json.WriteString("base", plan.Base.ToString());
        }
        WriteTexts(json, "extensions", [.. (plan.Profile.Input?.SystemExtensions ?? [])
            .Select(extension => extension.ImageRef ?? extension.OciPath ?? extension.TarballPath ?? string.Empty)]);
        WriteOutput(json, plan.Output);
        json.WriteStartArray("meta");
        foreach (var value in plan.MetaValues)
        {
            json.WriteStartObject();
            json.WriteNumber("key", value.Key);
            json.WriteNumber("bytes", Encoding.UTF8.GetByteCount(value.Value));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteTexts(json, "warnings", plan.Warnings);
        WriteTexts(json, "notBuiltYet", plan.NotBuiltYet);
        json.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter json, OutputSpec output)
    {
        switch (output)
        {
            case OutputSpec.Disk disk:
                json.WriteString("bootloader", EnumSpelling.Of(disk.Plan.Boot));
                json.WriteString("diskFormat", EnumSpelling.Of(disk.Format));
                json.WriteNumber("diskSizeBytes", disk.Plan.DiskSize.Bytes);
                json.WriteNumber("sectorBytes", disk.Plan.SectorBytes);
                WritePartitions(json, disk.Plan);
                break;
            case OutputSpec.Iso iso:
                json.WriteString("bootloader", EnumSpelling.Of(iso.Boot));
                json.WriteString("volumeId", iso.VolumeId);
                break;
        }
    }

    private static void WritePartitions(Utf8JsonWriter json, DiskPlan disk)
    {
        json.WriteStartArray("partitions");
        foreach (var partition in disk.Layout.Partitions)
        {
            json.WriteStartObject();
            json.WriteNumber("number", partition.Number);
            json.WriteString("name", partition.Name);
            json.WriteString("typeGuid", partition.TypeGuid);
            json.WriteString("uniqueGuid", partition.UniqueGuid);
            json.WriteNumber("firstLba", partition.FirstLba.Value);
            json.WriteNumber("lastLba", partition.LastLba.Value);
            json.WriteNumber("sizeBytes", partition.SectorCount * disk.SectorBytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
