using Cake.Core.Diagnostics;
using Imager.Core;

namespace Imager.Build.Kernels;

/// <summary>Says before anything boots whether a kernel will take what our key signs.</summary>
internal static class ModuleTrust
{
    /// <summary>Compares the key with the certificate that the kernel carries; <paramref name="kernel"/> is null for Debian's.</summary>
    /// <exception cref="InvalidInputException">The kernel enforces signatures and trusts another key.</exception>
    public static void Check(BuildContext context, KernelFolder? kernel, string module)
    {
        var key = context.SigningKeys.Get();
        if (kernel is null)
        {
            context.Log.Warning(
                $"module {module}: Debian's kernel carries Debian's certificate only, so it does not trust our signature. It refuses "
                + "the module with module.sig_enforce=1, which images have on their command line from version 1.12 on "
                + "(--extra-kernel-arg -module.sig_enforce removes it), with lockdown, and under Secure Boot; else it loads it and is tainted. "
                + "For a kernel that trusts our key: KERNEL_SOURCE=debian.");
            return;
        }

        if (kernel.Trusts(key))
        {
            return;
        }

        var problem = $"module {module}: the kernel in {context.Paths.Show(kernel.Path)} carries another certificate than that of our key "
            + $"(sha256 {key.Fingerprint[..16]}...)";
        if (kernel.EnforcesSignatures && context.Variables.Flag(BuildVariables.CheckSignature))
        {
            throw new InvalidInputException(
                "IMG2643",
                $"{problem}, and enforces signatures: it would refuse the module at boot. Sign with the key the kernel was built with "
                + "(MODULE_SIGNING_KEY=FILE), or compile the kernel with this one (KERNEL_SOURCE=debian). CHECK_SIGNATURE=0 builds it all the same.");
        }

        context.Log.Warning($"{problem}; {(kernel.EnforcesSignatures ? "it will refuse" : "it is tainted when it loads")} the module.");
    }
}
