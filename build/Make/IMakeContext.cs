using Cake.Core;

namespace Imager.Build.Make;

/// <summary>A build context that can show its variables.</summary>
public interface IMakeContext : ICakeContext
{
    VariableValues Variables { get; }

    /// <summary>Tasks that may run at a time.</summary>
    int Jobs { get; }

    /// <summary>Called once after all tasks of a run ended well.</summary>
    Task CompleteAsync(CancellationToken cancellationToken);
}
