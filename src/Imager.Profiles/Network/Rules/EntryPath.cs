namespace Imager.Profiles.Network.Rules;

/// <summary>An entry of a section; its text is only made when there is something to report.</summary>
internal readonly record struct EntryPath(string Section, int Index)
{
    public string Of(string field) => field.Length > 0 ? $"{Section}[{Index}].{field}" : $"{Section}[{Index}]";
}
