using Imager.Core;
using Imager.Profiles.Network;

namespace Imager.Profiles.MachineConfig;

/// <summary>Kernel arguments made from something richer, and what they could not carry.</summary>
/// <remarks><c>Arguments</c> are <c>key=value</c> texts without spaces, in the order to append them.</remarks>
public sealed record KernelArguments(IReadOnlyList<string> Arguments, IReadOnlyList<DocumentProblem> Problems)
{
    /// <summary>What must be mended.</summary>
    public IEnumerable<DocumentProblem> Errors => Problems.Where(problem => problem.Severity == ProblemSeverity.Error);

    /// <summary>What was left behind, or should be known.</summary>
    public IEnumerable<DocumentProblem> Warnings => Problems.Where(problem => problem.Severity == ProblemSeverity.Warning);

    /// <summary>The arguments, or one exception with every error on a line of its own.</summary>
    /// <exception cref="InvalidInputException">There are errors (IMG2560).</exception>
    public IReadOnlyList<string> EnsureValid() =>
        Errors.Any()
            ? throw new InvalidInputException(
                "IMG2560", "no kernel arguments were made:\n" + string.Join('\n', Errors.Select(problem => $"  {problem}")))
            : Arguments;

    /// <summary>The arguments joined by spaces.</summary>
    public override string ToString() => string.Join(' ', Arguments);
}
