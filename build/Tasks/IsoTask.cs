using Cake.Frosting;

namespace Imager.Build.Tasks;

[TaskName("iso")]
[TaskDescription("Makes the bootable ISO: artifacts/metal-ARCH.iso.")]
[IsDependentOn(typeof(KernelTask))]
[IsDependentOn(typeof(InitramfsTask))]
[IsDependentOn(typeof(SdBootTask))]
[IsDependentOn(typeof(SdStubTask))]
[IsDependentOn(typeof(GrubTask))]
public sealed class IsoTask() : ImageTaskBase("iso");
