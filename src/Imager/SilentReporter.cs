namespace Imager;

/// <summary>Keeps to itself what it hears.</summary>
public sealed class SilentReporter : IBuildReporter
{
    /// <inheritdoc/>
    public void Progress(string message)
    {
    }

    /// <inheritdoc/>
    public void Warn(string message)
    {
    }
}
