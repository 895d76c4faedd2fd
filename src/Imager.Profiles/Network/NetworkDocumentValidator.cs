using Imager.Profiles.Network.Rules;

namespace Imager.Profiles.Network;

/// <summary>Checks what a network document means: words, ranges, and whether its parts fit together.</summary>
/// <remarks>
/// <see cref="NetworkDocument.Parse"/> calls it and adds lines and columns. Call it yourself for a document that was put
/// together in code; its problems carry paths only. The cost grows with the number of entries, not with its square.
/// </remarks>
public static class NetworkDocumentValidator
{
    /// <summary>All problems, section by section; an empty list means the document is right.</summary>
    public static IReadOnlyList<DocumentProblem> Validate(NetworkDocument document, string sourceName)
    {
        ArgumentNullException.ThrowIfNull(document);
        var report = new RuleReport(sourceName);
        var links = new LinkTable(document.Links ?? []);
        AddressRules.Check(document.Addresses ?? [], links, report);
        LinkRules.Check(document.Links ?? [], links, report);
        RouteRules.Check(document, links, report);
        NameRules.Check(document, report);
        OperatorRules.Check(document, links, report);
        return report.Problems;
    }
}
