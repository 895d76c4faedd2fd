using Imager.Formats.Extents;

namespace Imager.Extensions;

/// <summary>CPU microcode of all extensions, joined into the two files that the kernel looks for before it unpacks anything.</summary>
/// <remarks>Documentation/arch/x86/microcode.rst, "Early load microcode".</remarks>
internal sealed class MicrocodeParts
{
    private readonly List<ByteSource> intel = [], amd = [];

    internal bool IsEmpty => intel.Count == 0 && amd.Count == 0;

    internal IEnumerable<(string Name, ByteSource Content)> Files
    {
        get
        {
            if (amd.Count > 0)
            {
                yield return ("AuthenticAMD.bin", Join(amd));
            }

            if (intel.Count > 0)
            {
                yield return ("GenuineIntel.bin", Join(intel));
            }
        }
    }

    internal void Add(ExtensionParts parts)
    {
        intel.AddRange(parts.IntelMicrocode);
        amd.AddRange(parts.AmdMicrocode);
    }

    private static ByteSource Join(List<ByteSource> parts)
    {
        var builder = new ExtentMapBuilder();
        var at = 0L;
        foreach (var part in parts)
        {
            builder.Add(at, part);
            at += part.LengthBytes;
        }

        return builder.Build(at).AsSource();
    }
}
