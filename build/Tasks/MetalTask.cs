using Cake.Frosting;

namespace Imager.Build.Tasks;

[TaskName("metal")]
[TaskDescription("Makes the disk image for bare metal: artifacts/metal-ARCH.raw.zst.")]
[IsDependentOn(typeof(KernelTask))]
[IsDependentOn(typeof(InitramfsTask))]
[IsDependentOn(typeof(SdBootTask))]
[IsDependentOn(typeof(SdStubTask))]
[IsDependentOn(typeof(GrubTask))]
public sealed class MetalTask() : ImageTaskBase("metal");
