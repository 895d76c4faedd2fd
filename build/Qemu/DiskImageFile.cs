using Imager.Build.Processes;
using Imager.Core;

namespace Imager.Build.Qemu;

/// <summary>A file as QEMU wants it: unpacked, with the name of its format.</summary>
public sealed record DiskImageFile(string Path, string Format)
{
    private static readonly Dictionary<string, string> Formats = new()
    {
        [".iso"] = "raw",
        [".raw"] = "raw",
        [".img"] = "raw",
        [".qcow2"] = "qcow2",
        [".vhd"] = "vpc",
        [".vmdk"] = "vmdk",
    };

    private static readonly string[] Compressions = [".zst", ".xz", ".gz"];

    /// <summary>Finds out by the file's name; a compressed image is unpacked, sparsely, into <paramref name="folder"/>.</summary>
    /// <exception cref="InvalidInputException">There is no such file, or its name ends in nothing we know.</exception>
    public static async Task<DiskImageFile> PrepareAsync(string path, string folder, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new InvalidInputException("IMG2611", $"there is no image {path}. Make it first, or set IMAGE=FILE.");
        }

        if (!Compressions.Contains(System.IO.Path.GetExtension(path)))
        {
            return new(path, FormatOf(path));
        }

        var unpacked = System.IO.Path.Combine(folder, System.IO.Path.GetFileNameWithoutExtension(path));
        var format = FormatOf(unpacked);
        Directory.CreateDirectory(folder);
        await ToolProcess.RunCheckedAsync(
            new("zstd", ["-d", "-q", "-f", "--sparse", path, "-o", unpacked]), _ => { }, cancellationToken);
        return new(unpacked, format);
    }

    private static string FormatOf(string path) =>
        Formats.TryGetValue(System.IO.Path.GetExtension(path), out var format)
            ? format
            : throw new InvalidInputException(
                "IMG2612", $"{path}: the name has to end in one of {string.Join(' ', Formats.Keys)}, or that and .zst, .xz or .gz.");
}
