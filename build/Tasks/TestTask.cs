using Cake.Frosting;
using Imager.Build.Testing;

namespace Imager.Build.Tasks;

[TaskName(Name)]
[TaskDescription("Runs all tests; FILTER=... chooses some. Ends with the line: N passed, N failed.")]
[IsDependentOn(typeof(AllTask))]
[IsDependentOn(typeof(HelloModuleTask))]
[IsDependentOn(typeof(BuildkitdTask))]
public sealed class TestTask : TestTaskBase
{
    public const string Name = "test";

    protected override IReadOnlyList<TestProject> Select(IReadOnlyList<TestProject> projects) => projects;
}
