using System.CommandLine;

namespace Imager.Arguments;

/// <summary>Options that belong together, in the order in which help shows them.</summary>
public sealed record OptionGroup(string Title, IReadOnlyList<Option> Options);
