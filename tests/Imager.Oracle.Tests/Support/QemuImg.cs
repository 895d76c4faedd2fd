using System.Text.Json;
using Imager.Formats.Extents;

namespace Imager.Oracle.Tests.Support;

/// <summary>qemu-img as the judge of disk formats.</summary>
public static class QemuImg
{
    /// <summary>Fails unless qemu-img reads from <paramref name="image"/> exactly the bytes of <paramref name="disk"/>.</summary>
    public static void AssertHolds(TempArtifact folder, string image, string format, ExtentMap disk)
    {
        var raw = folder.Write(disk, "expected.raw");

        Assert.Contains("identical", Tool.RunChecked("qemu-img", "compare", "-f", "raw", "-F", format, raw, image), StringComparison.Ordinal);
        Assert.Equal(disk.LengthBytes, VirtualBytes(image, format));
    }

    /// <summary>Fails unless <c>qemu-img check</c> finds neither errors nor leaks.</summary>
    public static void AssertClean(string image, string format) =>
        Assert.Contains("No errors were found", Tool.RunChecked("qemu-img", "check", "-f", format, image), StringComparison.Ordinal);

    /// <summary>The disk size that qemu-img sees.</summary>
    public static long VirtualBytes(string image, string format)
    {
        using var info = JsonDocument.Parse(Tool.RunChecked("qemu-img", "info", "--output=json", "-f", format, image));
        return info.RootElement.GetProperty("virtual-size").GetInt64();
    }

    /// <summary>Lets qemu-img make an image of <paramref name="disk"/> and returns its path.</summary>
    public static string Convert(TempArtifact folder, ExtentMap disk, string format, params string[] options)
    {
        var raw = folder.Write(disk, "source.raw");
        var image = folder.PathOf($"qemu.{format}");
        Tool.RunChecked("qemu-img", ["convert", "-f", "raw", "-O", format, .. options, raw, image]);
        return image;
    }
}
