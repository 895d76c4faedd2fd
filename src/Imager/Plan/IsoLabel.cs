namespace Imager.Plan;

/// <summary>Volume names of an ISO: the readable label and its form that ISO 9660 allows.</summary>
public static class IsoLabel
{
    private const int MaxVolumeIdLength = 32;

    /// <summary>The volume set name, for example <c>Talos-v1.10.0</c>.</summary>
    public static string For(string productName, string version) => $"{productName}-{version}";

    /// <summary>The volume id: upper case, A-Z 0-9 kept, <c>_ - .</c> become <c>_</c>, the rest dropped, at most 32 characters.</summary>
    public static string VolumeIdOf(string label)
    {
        var kept = label.ToUpperInvariant()
            .Select(c => c is '_' or '-' or '.' ? '_' : c)
            .Where(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_')
            .Take(MaxVolumeIdLength);
        return string.Concat(kept);
    }
}
