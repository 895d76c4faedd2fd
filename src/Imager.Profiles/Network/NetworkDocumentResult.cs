using Imager.Core;

namespace Imager.Profiles.Network;

/// <summary>What reading a network document gave.</summary>
/// <remarks>
/// <c>Document</c> is null only when the text is no YAML mapping at all; where a value is wrong, its property is null.
/// <c>Problems</c> are in the order of the text, errors and warnings mixed.
/// </remarks>
public sealed record NetworkDocumentResult(NetworkDocument? Document, IReadOnlyList<DocumentProblem> Problems)
{
    /// <summary>What must be mended.</summary>
    public IEnumerable<DocumentProblem> Errors => Problems.Where(problem => problem.Severity == ProblemSeverity.Error);

    /// <summary>What should be looked at.</summary>
    public IEnumerable<DocumentProblem> Warnings => Problems.Where(problem => problem.Severity == ProblemSeverity.Warning);

    /// <summary>Whether there is a document without errors.</summary>
    public bool IsValid => Document is not null && !Errors.Any();

    /// <summary>The document, or one exception with every error on a line of its own.</summary>
    /// <exception cref="InvalidInputException">There are errors (IMG2520).</exception>
    public NetworkDocument EnsureValid() =>
        IsValid
            ? Document!
            : throw new InvalidInputException(
                "IMG2520",
                "the network document is not valid:\n"
                + string.Join('\n', Errors.Select(problem => $"  {problem}"))
                + "\nMend it, or skip the check with --no-meta-validation.");
}
