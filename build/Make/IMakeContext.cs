using Cake.Core;

namespace Imager.Build.Make;

/// <summary>A build context that can show its variables.</summary>
public interface IMakeContext : ICakeContext
{
    VariableValues Variables { get; }

    /// <summary>Tasks that may run at a time.</summary>
    int Jobs { get; }

    /// <summary>Called once before the first task of a run.</summary>
    Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Called once after all tasks of a run ended well; nothing to do unless the context has results to write.</summary>
    Task CompleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
