using Cake.Core;

namespace Cake.Frosting;

/// <summary>Marks the context type of a build.</summary>
public interface IFrostingContext : ICakeContext;
