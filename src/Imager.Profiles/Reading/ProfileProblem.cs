using Imager.Core;

namespace Imager.Profiles;

/// <summary>One thing wrong with a profile.</summary>
/// <remarks>
/// Code: <c>IMGnnnn</c>, the first digit is the exit code. Path: the key, for example
/// <c>output.imageOptions.diskSize</c>, empty
/// for the whole document. Position: where the key was written, or null when no document wrote it.
/// </remarks>
public sealed record ProfileProblem(
    string Code, ProblemSeverity Severity, string Path, SourcePosition? Position, string Message)
{
    /// <summary>An error.</summary>
    public static ProfileProblem Error(string code, string path, SourcePosition? position, string message) =>
        new(code, ProblemSeverity.Error, path, position, message);

    /// <summary>An error of ours where the Talos imager overrides or ignores what was asked for.</summary>
    public static ProfileProblem StrictError(string code, string path, SourcePosition? position, string message) =>
        Error(code, path, position, message) with { IsOnlyStrict = true };

    /// <summary>A warning.</summary>
    public static ProfileProblem Warning(string code, string path, SourcePosition? position, string message) =>
        new(code, ProblemSeverity.Warning, path, position, message);

    /// <summary>Whether lenient reading lets it pass, with a warning.</summary>
    public bool IsOnlyStrict { get; private init; }

    /// <summary>Where and what, without the code: <c>metal.yaml:3:5: …</c>.</summary>
    public string Text => Position is null ? Message : $"{Position}: {Message}";

    /// <summary>Where and what, with the code.</summary>
    public override string ToString() => $"{Code} {Text}";

    /// <summary>The problem as lenient reading sees it.</summary>
    internal ProfileProblem JudgedLeniently() =>
        IsOnlyStrict ? this with { Severity = ProblemSeverity.Warning } : this;

    /// <summary>Throws one exception that names every error; warnings alone pass.</summary>
    /// <exception cref="InvalidInputException">At least one error has exit code 2.</exception>
    /// <exception cref="UnsupportedException">All errors have exit code 3.</exception>
    public static void ThrowIfAnyError(IEnumerable<ProfileProblem> problems)
    {
        var errors = problems.Where(problem => problem.Severity == ProblemSeverity.Error).ToList();
        if (errors.Count == 0)
        {
            return;
        }

        var first = errors.Find(problem => problem.Code.StartsWith("IMG2", StringComparison.Ordinal)) ?? errors[0];
        var message = errors.Count == 1
            ? first.Text
            : $"the profile has {errors.Count} problems:\n  {string.Join("\n  ", errors)}";
        throw first.Code.StartsWith("IMG2", StringComparison.Ordinal)
            ? new InvalidInputException(first.Code, message)
            : new UnsupportedException(first.Code, message);
    }
}
