namespace Imager.Tests.Support;

/// <summary>Nobody listens.</summary>
internal sealed class SilentReporter : IBuildReporter
{
    public void Progress(string message)
    {
    }

    public void Warn(string message)
    {
    }
}
