namespace Imager.Profiles.CommandLine;

/// <summary>A key of the kernel command line with all its values, in order.</summary>
/// <remarks>
/// An empty value prints as the bare key: <c>slab_nomerge</c>. A key without values prints nothing but keeps its place.
/// </remarks>
public sealed record KernelParameter(string Key, IReadOnlyList<string> Values)
{
    /// <summary>The tokens this parameter prints.</summary>
    internal IEnumerable<string> Tokens => Values.Select(value => value.Length == 0 ? Key : $"{Key}={value}");
}
