namespace Imager.Boot.Tests.Support;

/// <summary>A test for <c>./build.sh kernel-proof</c> alone: other runs have no compiled kernel.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelProofFactAttribute : FactAttribute
{
    public KernelProofFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("IMAGER_KERNEL_PROOF") != "1")
        {
            Skip = "run by ./build.sh kernel-proof KERNEL_SOURCE=debian";
        }
    }
}
