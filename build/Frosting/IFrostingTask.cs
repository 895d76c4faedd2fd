using Cake.Core;

namespace Cake.Frosting;

/// <summary>A task as the host sees it.</summary>
public interface IFrostingTask
{
    bool ShouldRun(ICakeContext context);

    Task RunAsync(ICakeContext context);

    void OnError(Exception exception, ICakeContext context);

    void Finally(ICakeContext context);
}
