using Cake.Frosting;

namespace Imager.Build.Tasks;

[TaskName("images-essential")]
[TaskDescription("Makes what most people boot: ISO, metal image, UKI and installer.")]
[IsDependentOn(typeof(KernelTask))]
[IsDependentOn(typeof(InitramfsTask))]
[IsDependentOn(typeof(SdBootTask))]
[IsDependentOn(typeof(SdStubTask))]
[IsDependentOn(typeof(GrubTask))]
[IsDependentOn(typeof(InstallerTask))]
public sealed class ImagesEssentialTask() : ImageTaskBase("iso", "metal", "metal-uki");
