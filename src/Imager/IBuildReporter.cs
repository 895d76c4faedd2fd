namespace Imager;

/// <summary>Receives progress for people; the library itself prints nothing.</summary>
public interface IBuildReporter
{
    /// <summary>A step began or ended; <paramref name="message"/> is one line.</summary>
    void Progress(string message);

    /// <summary>Something a person should know although the build goes on.</summary>
    void Warn(string message);
}
