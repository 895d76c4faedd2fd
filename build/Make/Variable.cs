namespace Imager.Build.Make;

/// <summary>One setting that a person may give as <c>NAME=value</c>.</summary>
/// <remarks>
/// <paramref name="Default"/> is used when neither the command line nor the environment gives a value;
/// <paramref name="Description"/> is the line that <c>help</c> prints.
/// </remarks>
public sealed record Variable(string Name, string Default, string Description)
{
    /// <summary>Environment variables that are read, the first one set wins; empty when only the command line counts.</summary>
    public IReadOnlyList<string> EnvironmentNames { get; init; } = [Name];

    /// <summary>What the default means when it is not a plain value, for example "the host's apt configuration".</summary>
    public string? DefaultText { get; init; }

    /// <summary>Whether it decides what comes out, so that <c>build.json</c> names it; not so for registries, proxies, mirrors and numbers of jobs.</summary>
    public bool IsRecorded { get; init; }

    /// <summary>Whether the value is never printed.</summary>
    public bool IsSecret { get; init; }
}
