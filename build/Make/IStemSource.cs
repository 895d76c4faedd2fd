namespace Imager.Build.Make;

/// <summary>Lists what a task pattern's <c>%</c> may stand for; has a parameterless constructor.</summary>
public interface IStemSource
{
    IReadOnlyList<string> Stems { get; }
}
