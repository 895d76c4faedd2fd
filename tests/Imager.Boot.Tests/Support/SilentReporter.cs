namespace Imager.Boot.Tests.Support;

/// <summary>Hears what the library says about an image and keeps it to itself.</summary>
internal sealed class SilentReporter : IBuildReporter
{
    public void Progress(string message)
    {
    }

    public void Warn(string message)
    {
    }
}
