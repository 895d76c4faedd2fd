using Imager.Core;

namespace Imager.Profiles;

/// <summary>What surrounds a profile when it is resolved.</summary>
public sealed record ResolveOptions
{
    /// <summary>Nothing but the document.</summary>
    public static ResolveOptions None { get; } = new();

    /// <summary>Command-line flags, laid over the document.</summary>
    public ProfileOverrides Overrides { get; init; } = ProfileOverrides.None;

    /// <summary>Used when neither document, base nor flags name an architecture; null makes that an error.</summary>
    public Architecture? DefaultArch { get; init; }

    /// <summary>The Talos imager's merge rules and leniency.</summary>
    public bool IsLenient { get; init; }

    /// <summary>Which of the three database paths exist; see <see cref="ProfileDefaults"/>.</summary>
    public IReadOnlySet<string> PresentFiles { get; init; } = new HashSet<string>();
}
