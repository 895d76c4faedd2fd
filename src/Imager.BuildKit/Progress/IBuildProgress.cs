namespace Imager.BuildKit;

/// <summary>Hears what happens in a build. Called from one thread at a time per build.</summary>
public interface IBuildProgress
{
    void Report(BuildStatus status);
}
