using Cake.Frosting;
using Imager.Build.Testing;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("kernel-proof")]
[TaskDescription("Boots the compiled kernel (KERNEL_SOURCE) with signed, unsigned and altered modules; slow, both platforms by PLATFORM.")]
[IsDependentOn(typeof(KernelTask))]
[IsDependentOn(typeof(InitramfsTask))]
[IsDependentOn(typeof(SdBootTask))]
[IsDependentOn(typeof(SdStubTask))]
[IsDependentOn(typeof(GrubTask))]
[IsDependentOn(typeof(HelloModuleTask))]
public sealed class KernelProofTask : TestTaskBase
{
    protected override IReadOnlyDictionary<string, string> TestEnvironment =>
        new Dictionary<string, string> { ["IMAGER_KERNEL_PROOF"] = "1" };

    protected override void Check(BuildContext context) => FilterOf(context);

    protected override string FilterOf(BuildContext context) => context.Kernel.IsPrebuilt
        ? throw new InvalidInputException(
            "IMG2653", "kernel-proof boots a kernel that enforces module signatures. Add KERNEL_SOURCE=debian, or PKG_KERNEL.")
        : $"Category=KernelProof&({string.Join('|', context.Architectures.Select(architecture => $"Architecture={architecture}"))})";

    protected override IReadOnlyList<TestProject> Select(IReadOnlyList<TestProject> projects) =>
        [.. projects.Where(project => project.ShortName == "Boot")];
}
