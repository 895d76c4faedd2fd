using Cake.Frosting;

namespace Imager.Build.Make;

/// <summary>A task of this call.</summary>
/// <remarks><paramref name="Needs"/> are the names of the nodes that must be done before it.</remarks>
public sealed record TaskNode(string Name, IFrostingTask Task, IReadOnlyList<string> Needs);
