using System.Runtime.InteropServices;
using Imager.Core;

namespace Imager.Formats.Compression;

/// <summary>Finds a codec library of the system.</summary>
internal static class NativeCodec
{
    /// <exception cref="HostEnvironmentException">None of the names can be loaded.</exception>
    internal static nint Load(string code, string package, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var handle))
            {
                return handle;
            }
        }

        throw new HostEnvironmentException(
            code,
            $"the library {names[0]} is not installed. Install it (Debian, Ubuntu: apt install {package}) or choose gz, "
            + "which needs no library.");
    }

    /// <exception cref="HostEnvironmentException">The library is too old to have the function.</exception>
    internal static nint Export(nint library, string code, string package, string function) =>
        NativeLibrary.TryGetExport(library, function, out var address)
            ? address
            : throw new HostEnvironmentException(
                code, $"the installed {package} has no function {function}; install a newer {package}.");
}
