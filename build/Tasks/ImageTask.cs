using Cake.Frosting;
using Imager.Build.Images;
using Imager.Build.Make;

namespace Imager.Build.Tasks;

[TaskName("image-%")]
[TaskDescription("Makes the image of a profile: image-metal, image-aws, ...; profiles/ has them all.")]
[TaskStems(typeof(ProfileNames))]
[IsDependentOn(typeof(KernelTask))]
[IsDependentOn(typeof(InitramfsTask))]
[IsDependentOn(typeof(SdBootTask))]
[IsDependentOn(typeof(SdStubTask))]
[IsDependentOn(typeof(GrubTask))]
public sealed class ImageTask(string profile) : ImageTaskBase(profile);
