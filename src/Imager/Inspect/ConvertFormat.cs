using Imager.Core;

namespace Imager.Inspect;

/// <summary>A disk format that <c>imager convert</c> writes.</summary>
/// <remarks>
/// <c>Extension</c>: what file names of it end in. <c>IsStream</c>: compressed by itself, not packed again. <c>HasSmallSectorsOnly</c>: a
/// machine sees its disks with sectors of 512 bytes, whatever is on them.
/// </remarks>
public sealed record ConvertFormat
{
    private ConvertFormat(string name, string extension) => (Name, Extension) = (name, extension);

    public static ConvertFormat Raw { get; } = new("raw", ".raw");

    public static ConvertFormat Qcow2 { get; } = new("qcow2", ".qcow2");

    public static ConvertFormat VhdFixed { get; } = new("vhd", ".vhd") { HasSmallSectorsOnly = true };

    public static ConvertFormat VhdDynamic { get; } = new("vhd-dynamic", ".vhd") { HasSmallSectorsOnly = true };

    public static ConvertFormat Vmdk { get; } = new("vmdk", ".vmdk") { HasSmallSectorsOnly = true };

    public static ConvertFormat VmdkStream { get; } = new("vmdk-stream", ".vmdk") { IsStream = true, HasSmallSectorsOnly = true };

    public static ConvertFormat Vhdx { get; } = new("vhdx", ".vhdx");

    public static ConvertFormat Ova { get; } = new("ova", ".ova") { IsStream = true, HasSmallSectorsOnly = true };

    public static IReadOnlyList<ConvertFormat> All { get; } = [Raw, Qcow2, VhdFixed, VhdDynamic, Vmdk, VmdkStream, Vhdx, Ova];

    public string Name { get; }

    public string Extension { get; }

    public bool IsStream { get; private init; }

    public bool HasSmallSectorsOnly { get; private init; }

    /// <summary>Finds a format by its name.</summary>
    /// <exception cref="InvalidInputException">There is none of that name.</exception>
    public static ConvertFormat Parse(string name) =>
        All.FirstOrDefault(format => format.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new InvalidInputException(
            "IMG2830",
            $"--format {name} is unknown.{NearestMatch.Hint(name, All.Select(format => format.Name))} "
            + $"Use {string.Join(", ", All.Select(format => format.Name))}.");

    /// <summary>Guesses the format from a file name without its packing extension.</summary>
    /// <exception cref="InvalidInputException">The name tells nothing.</exception>
    public static ConvertFormat OfFileName(string fileName)
    {
        var extension = Path.GetExtension(fileName).ToLowerInvariant();
        return extension switch
        {
            ".img" or ".iso" => Raw,
            ".vpc" => VhdFixed,
            _ => All.FirstOrDefault(format => format.Extension == extension),
        } ?? throw new InvalidInputException(
            "IMG2831", $"the name \"{fileName}\" does not tell a disk format. End it in .raw, .img, .qcow2, .vhd, .vmdk, .vhdx or .ova, or give --format.");
    }
}
