using Cake.Core;
using Cake.Core.Diagnostics;

namespace Imager.Build.Make;

/// <summary>The host's own context, from which the build's context is made.</summary>
public sealed class MakeContext(ICakeLog log, ICakeArguments arguments, bool force) : ICakeContext
{
    public ICakeLog Log => log;

    public ICakeArguments Arguments => arguments;

    /// <summary>Whether <c>--force</c> was given.</summary>
    public bool Force => force;

    /// <summary>Set as soon as they are known: <c>help</c> shows them though one of them may be refused afterwards.</summary>
    public VariableValues? Variables { get; set; }

    /// <summary>The tasks of this call with all they need; empty when a target is unknown, which is reported later.</summary>
    public IReadOnlyList<string> TaskNames { get; init; } = [];
}
