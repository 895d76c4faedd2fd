using System.Text;

namespace Imager.Profiles.CommandLine;

/// <summary>How long a command line the kernel takes.</summary>
public static class CommandLineLimits
{
    /// <summary>
    /// COMMAND_LINE_SIZE of x86 and arm64 kernels (arch/*/include/asm/setup.h), with the closing NUL.
    /// </summary>
    public const int KernelBytes = 2048;

    /// <summary>The size some kernels are built with instead.</summary>
    public const int LargeKernelBytes = 4096;

    private const int NearBytes = KernelBytes * 9 / 10;

    /// <summary>
    /// A warning when the line is near the limit, beyond it, or beyond every limit; null when it is short.
    /// </summary>
    /// <remarks>What lies beyond the limit is cut off by the kernel without a word, last arguments first.</remarks>
    public static ProfileProblem? Check(string line)
    {
        var bytes = Encoding.UTF8.GetByteCount(line) + 1;
        return bytes switch
        {
            > LargeKernelBytes => Warn("IMG2482",
                $"the kernel command line is {bytes} bytes with its end mark: every kernel cuts it off at "
                    + $"{LargeKernelBytes} at the "
                + $"latest, most at {KernelBytes}. Shorten it; put large META values into a disk image instead."),
            > KernelBytes => Warn("IMG2481",
                $"the kernel command line is {bytes} bytes with its end mark: kernels cut it off at {KernelBytes} "
                    + "unless built with "
                + $"COMMAND_LINE_SIZE={LargeKernelBytes}. Shorten it by {bytes - KernelBytes} bytes."),
            > NearBytes => Warn("IMG2480",
                $"the kernel command line is {bytes} bytes with its end mark, near the kernel's limit of "
                    + $"{KernelBytes}: {KernelBytes - bytes} bytes are left."),
            _ => null,
        };
    }

    private static ProfileProblem Warn(string code, string message) =>
        ProfileProblem.Warning(code, "customization.extraKernelArgs", null, message);
}
