namespace Cake.Core;

/// <summary>What every task can reach: the log and the arguments of the call.</summary>
public interface ICakeContext
{
    Diagnostics.ICakeLog Log { get; }

    ICakeArguments Arguments { get; }
}
