namespace Imager.Formats.KernelModules;

/// <summary>Names of modules and their files.</summary>
public static class ModulePaths
{
    private static readonly string[] Endings = [".ko", ".ko.xz", ".ko.zst", ".ko.gz"];

    /// <summary>Whether a file of this name is a kernel module, compressed or not.</summary>
    public static bool IsModule(string path) => Endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>The module's name: the file's up to the first dot, with <c>_</c> for <c>-</c>.</summary>
    public static string NameOf(string path)
    {
        var file = path[(path.LastIndexOf('/') + 1)..];
        var dot = file.IndexOf('.', StringComparison.Ordinal);
        return (dot < 0 ? file : file[..dot]).Replace('-', '_');
    }

    /// <summary>The path without the ending of a compressed module, as <c>modules.order</c> has it.</summary>
    internal static string WithoutCompression(string path)
    {
        var end = path.LastIndexOf(".ko", StringComparison.Ordinal);
        return end < 0 ? path : path[..(end + 3)];
    }
}
