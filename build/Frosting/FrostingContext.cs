using Cake.Core;
using Cake.Core.Diagnostics;

namespace Cake.Frosting;

/// <summary>The base of a build's own context; the host passes its context in.</summary>
public class FrostingContext(ICakeContext context) : IFrostingContext
{
    public ICakeLog Log => context.Log;

    public ICakeArguments Arguments => context.Arguments;
}
