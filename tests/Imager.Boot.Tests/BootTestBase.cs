using Imager.Boot.Tests.Support;
using Xunit.Abstractions;

namespace Imager.Boot.Tests;

/// <summary>Builds an image with the library, boots it, and reads what the reference OS says reached it.</summary>
public abstract class BootTestBase(ITestOutputHelper output)
{
    /// <summary>Boots the case called <paramref name="name"/> and checks everything it must deliver.</summary>
    protected async Task BootAsync(string name)
    {
        var boot = BootMatrix.Find(name);
        if (BootRequirements.AreMissing(boot, output))
        {
            return;
        }

        var (image, report) = await BootMachine.RunAsync(boot);
        output.WriteLine(report.Text);

        BootAssert.Delivered(boot, image, report);
    }
}
