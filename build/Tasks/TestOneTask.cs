using Cake.Frosting;
using Imager.Build.Make;
using Imager.Build.Testing;

namespace Imager.Build.Tasks;

[TaskName("test-%")]
[TaskDescription("Runs one test project by its short name: test-Core, test-Formats, ...")]
[TaskStems(typeof(TestProjectNames))]
public sealed class TestOneTask(string shortName) : TestTaskBase
{
    protected override IReadOnlyList<TestProject> Select(IReadOnlyList<TestProject> projects) =>
        [projects.Single(project => project.ShortName == shortName)];
}
