using Imager.Core;

namespace Imager.Extensions;

/// <summary>Judges extensions: every rule on every file, all problems at once.</summary>
public static class ExtensionValidator
{
    /// <summary>Everything that is wrong with the extensions, one after the other and with each other.</summary>
    public static IReadOnlyList<ExtensionFinding> Check(
        IReadOnlyList<ExtensionImage> extensions, ValidationContext context, CancellationToken cancellationToken)
    {
        var findings = new List<ExtensionFinding>();
        foreach (var extension in extensions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            findings.AddRange(LayoutChecks.Find(extension, context));
            findings.AddRange(PathChecks.Find(extension, context));
            findings.AddRange(ElfChecks.Find(extension, context));
            findings.AddRange(ModuleChecks.Find(extension, context));
        }

        findings.AddRange(DuplicateChecks.Find(extensions));
        findings.AddRange(ServiceChecks.Find(extensions, context));
        return findings;
    }

    /// <summary>Passes the warnings on, or throws with every error on a line of its own.</summary>
    /// <exception cref="InvalidInputException">There are errors.</exception>
    public static IReadOnlyList<ExtensionFinding> EnsureValid(IReadOnlyList<ExtensionFinding> findings)
    {
        var errors = findings.Where(finding => finding.IsError).ToList();
        return errors.Count == 0
            ? findings
            : throw new InvalidInputException(
                "IMG2864",
                $"the extensions cannot work as they are ({errors.Count} {(errors.Count == 1 ? "problem" : "problems")}):\n"
                + string.Join('\n', errors.Select(error => $"  {error}"))
                + "\nMend them, or switch the check off: --extension-checks=warn (or off), for modules alone --no-module-check.");
    }
}
