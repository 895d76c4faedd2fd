using Cake.Frosting;

namespace Imager.Build.Make;

/// <summary>A task class as its attributes describe it. A name with <c>%</c> is a pattern: a family of tasks.</summary>
public sealed record TaskDefinition(string Name, string Description, Type Type, IReadOnlyList<string> Stems)
{
    public bool IsPattern => Name.Contains('%', StringComparison.Ordinal);

    /// <summary>Every name that can be listed: the members of a family with known stems, else the name as it is.</summary>
    public IEnumerable<string> ListedNames => IsPattern && Stems.Count > 0 ? Stems.Select(NameOf) : [Name];

    /// <summary>The part of <paramref name="target"/> that stands for <c>%</c>; empty for an exact name; null when it does not match.</summary>
    public string? StemOf(string target)
    {
        if (!IsPattern)
        {
            return target == Name ? string.Empty : null;
        }

        var percent = Name.IndexOf('%', StringComparison.Ordinal);
        var (prefix, suffix) = (Name[..percent], Name[(percent + 1)..]);
        var fits = target.Length > prefix.Length + suffix.Length
            && target.StartsWith(prefix, StringComparison.Ordinal)
            && target.EndsWith(suffix, StringComparison.Ordinal);
        var stem = fits ? target[prefix.Length..^suffix.Length] : null;
        return stem is not null && (Stems.Count == 0 || Stems.Contains(stem)) ? stem : null;
    }

    /// <summary>The member of the family for <paramref name="stem"/>.</summary>
    public string NameOf(string stem) => Name.Replace("%", stem, StringComparison.Ordinal);

    /// <summary>Makes the task; a pattern's class takes the stem in its constructor.</summary>
    public IFrostingTask CreateTask(string stem) =>
        (IFrostingTask)(IsPattern ? Activator.CreateInstance(Type, stem) : Activator.CreateInstance(Type))!;
}
