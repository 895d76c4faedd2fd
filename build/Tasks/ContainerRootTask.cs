using Cake.Frosting;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("container-root")]
[TaskDescription("Takes the libraries that our container images need out of Debian's packages.")]
[IsDependentOn(typeof(PackagesTask))]
public sealed class ContainerRootTask : RecipeTask
{
    protected override string Target => "container-root-out";

    protected override IReadOnlyList<string> Outputs(BuildContext context, Architecture architecture) =>
        [context.Paths.ContainerRoot(architecture)];
}
