using Imager.Core;
using Imager.Formats.Qcow2;

namespace Imager.Assemble;

/// <summary>The <c>diskFormatOptions</c> of a profile, in <c>qemu-img -o</c> spelling.</summary>
internal sealed class FormatOptions
{
    private static readonly string[] Known = ["cluster_size", "subformat", "force_size"];
    private readonly Dictionary<string, string> values;

    private FormatOptions(Dictionary<string, string> values) => this.values = values;

    /// <summary>Whether a VHD is of fixed type; <c>force_size</c> only says that its size must be exact, which it always is.</summary>
    internal bool IsFixed => values.GetValueOrDefault("subformat") == "fixed";

    internal static FormatOptions Parse(string text)
    {
        var values = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair.Length > 1 ? pair[1] : "on", StringComparer.Ordinal);
        var unknown = values.Keys.FirstOrDefault(key => !Known.Contains(key));
        return unknown is null
            ? new FormatOptions(values)
            : throw new UnsupportedException(
                "IMG3005",
                $"output.imageOptions.diskFormatOptions: \"{unknown}\" is not supported.{NearestMatch.Hint(unknown, Known)} "
                + $"Known options: {string.Join(", ", Known)}.");
    }

    internal Qcow2Options Qcow2() => values.TryGetValue("cluster_size", out var size)
        ? new Qcow2Options(checked((int)ClusterSize(size).Bytes))
        : new Qcow2Options();

    /// <summary>qemu-img's units are powers of 1024, also without the i.</summary>
    private static ByteSize ClusterSize(string text) =>
        ByteSize.Parse(char.IsAsciiLetter(text[^1]) && !text.EndsWith('b') ? text + "iB" : text);
}
