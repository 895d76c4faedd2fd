using System.Text.RegularExpressions;

namespace Imager.Architecture.Tests;

/// <summary>Error codes: one place each, first digit = exit code.</summary>
public partial class ErrorCodeTests
{
    private static readonly Dictionary<string, char> FirstDigits = new()
    {
        ["InvalidInputException"] = '2',
        ["UnsupportedException"] = '3',
        ["HostEnvironmentException"] = '4',
        ["DependencyException"] = '5',
        ["FileAccessException"] = '6',
    };

    [Fact]
    public void No_code_is_used_in_two_places()
    {
        Violations.None(Twice(Repository.ProductSources));
    }

    [Fact]
    public void The_first_digit_is_the_exit_code_of_the_exception()
    {
        Violations.None(Mismatches(Repository.ProductSources));
    }

    [Fact]
    public void Twice_names_a_code_with_its_places_and_ignores_comments()
    {
        SourceFile[] files =
        [
            new("A.cs", "throw new InvalidInputException(\"IMG2000\", \"x\"); // IMG2001"),
            new("B.cs", "yield return \"IMG2000 twice\"; var other = \"IMG2001\"; if (code != \"IMG2001\") return;"),
        ];

        Assert.Equal(["IMG2000: A.cs, B.cs"], Twice(files));
    }

    [Fact]
    public void Mismatches_finds_a_code_with_another_exceptions_digit()
    {
        SourceFile[] files =
        [
            new("A.cs", "throw new InvalidInputException(\n    \"IMG2000\", \"x\");"),
            new("B.cs", "throw new Imager.Core.UnsupportedException(\"IMG2001\", \"x\");"),
        ];

        Assert.Equal(["B.cs: UnsupportedException with IMG2001"], Mismatches(files));
    }

    private static List<string> Twice(IEnumerable<SourceFile> files) =>
    [
        .. files
            .SelectMany(file => Code().Matches(file.WithoutComments).Select(match => (Code: match.Value, file.Path)))
            .GroupBy(use => use.Code)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(use => use.Path))}"),
    ];

    private static List<string> Mismatches(IEnumerable<SourceFile> files) =>
    [
        .. files.SelectMany(file => Thrown().Matches(file.WithoutComments)
            .Where(match => FirstDigits[match.Groups["type"].Value] != match.Groups["code"].Value[3])
            .Select(match => $"{file.Path}: {match.Groups["type"].Value} with {match.Groups["code"].Value}")),
    ];

    /// <summary>A comparison (catch the one that ...) names a code without being another place that reports it.</summary>
    [GeneratedRegex(@"(?<![=!]= ""|\bis ""|\bnot "")\bIMG\d{4}\b")]
    private static partial Regex Code();

    [GeneratedRegex(@"\b(?<type>(?:InvalidInput|Unsupported|HostEnvironment|Dependency|FileAccess)Exception)\(\s*""(?<code>IMG\d{4})")]
    private static partial Regex Thrown();
}
