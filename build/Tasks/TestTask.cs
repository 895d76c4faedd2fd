using Cake.Frosting;
using Imager.Build.Testing;

namespace Imager.Build.Tasks;

[TaskName("test")]
[TaskDescription("Runs all tests; FILTER=... chooses some. Ends with the line: N passed, N failed.")]
[IsDependentOn(typeof(AllTask))]
[IsDependentOn(typeof(HelloModuleTask))]
public sealed class TestTask : TestTaskBase
{
    protected override IReadOnlyList<TestProject> Select(IReadOnlyList<TestProject> projects) => projects;
}
