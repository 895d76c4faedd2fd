using Cake.Frosting;
using Imager.Build.Testing;

namespace Imager.Build.Tasks;

[TaskName("boot-matrix")]
[TaskDescription("Boots every kind of image on every firmware; PLATFORM=linux/amd64,linux/arm64 for both. Test runs boot a part.")]
[IsDependentOn(typeof(AllTask))]
[IsDependentOn(typeof(HelloModuleTask))]
public sealed class BootMatrixTask : TestTaskBase
{
    protected override IReadOnlyDictionary<string, string> TestEnvironment =>
        new Dictionary<string, string> { ["IMAGER_BOOT_MATRIX"] = "full" };

    protected override IReadOnlyList<TestProject> Select(IReadOnlyList<TestProject> projects) =>
        [.. projects.Where(project => project.ShortName == "Boot")];
}
