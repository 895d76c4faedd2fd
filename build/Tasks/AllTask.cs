using Cake.Frosting;

namespace Imager.Build.Tasks;

[TaskName("all")]
[TaskDescription("What ./build.sh makes without a target: boot assets, the imager command, ISO and metal image.")]
[IsDependentOn(typeof(CliTask))]
[IsDependentOn(typeof(KernelTask))]
[IsDependentOn(typeof(InitramfsTask))]
[IsDependentOn(typeof(SdBootTask))]
[IsDependentOn(typeof(SdStubTask))]
[IsDependentOn(typeof(GrubTask))]
[IsDependentOn(typeof(IsoTask))]
[IsDependentOn(typeof(MetalTask))]
public sealed class AllTask : CompositeTask;
