namespace Imager.Architecture.Tests;

/// <summary>What every file keeps to.</summary>
public class FileRulesTests
{
    private const int MaxLines = 400;
    private const int MaxTaskLines = 60;

    /// <summary>The closed family of errors is read as one list, one line per child.</summary>
    private static readonly string[] SeveralTypes = [Path.Combine("src", "Imager.Core", "Errors", "ImagerException.cs")];

    [Fact]
    public void Files_have_400_lines_at_most()
    {
        var tooLong = Repository.ProductSources.Concat(Repository.Sources("tests")).Where(file => file.LineCount > MaxLines);

        Violations.None(tooLong.Select(file => $"{file.Path}: {file.LineCount} lines"));
    }

    [Fact]
    public void Build_tasks_have_60_lines_at_most_apart_from_usings()
    {
        var tasks = Repository.Sources(Path.Combine("build", "Tasks"))
            .Where(file => file.Name.EndsWith("Task", StringComparison.Ordinal))
            .Select(file => (file.Path, Lines: file.Text.Split('\n').Count(line => line.Length > 0 && !line.StartsWith("using ", StringComparison.Ordinal))));

        Violations.None(tasks.Where(task => task.Lines > MaxTaskLines).Select(task => $"{task.Path}: {task.Lines} lines"));
    }

    [Fact]
    public void A_file_has_one_public_type_and_its_name()
    {
        var wrong = Repository.ProductSources
            .Where(file => !SeveralTypes.Contains(file.Path))
            .Where(file => file.PublicTypes.Distinct().Count() > 1 || file.PublicTypes.Any(type => type != file.Name))
            .Select(file => $"{file.Path}: {string.Join(", ", file.PublicTypes)}");

        Violations.None(wrong);
    }

    [Fact]
    public void PublicTypes_finds_all_kinds_of_types_at_the_top_level()
    {
        var file = new SourceFile("X.cs", """
            public sealed record A(int B);
            public readonly record struct C;
            public static partial class D
            {
                public class Inner;
            }
            internal class E;
            // public class F
            public interface G<T>;
            """);

        Assert.Equal(["A", "C", "D", "G"], file.PublicTypes);
    }

    [Theory]
    [InlineData("*.sh")]
    [InlineData("*.md")]
    [InlineData("*.yaml")]
    [InlineData("*.json")]
    [InlineData("*.Dockerfile")]
    public void No_file_has_the_marks_of_an_unfinished_merge(string pattern)
    {
        string[] folders = ["src", "build", "tests", "docs", "profiles"];
        var marked = folders.SelectMany(folder => Repository.Files(folder, pattern))
            .Where(file => File.ReadLines(file).Any(line => line.StartsWith("<<<<<<< ", StringComparison.Ordinal)));

        Violations.None(marked);
    }

    [Fact]
    public void Every_library_has_a_readme()
    {
        var without = Repository.ProductProjects
            .Where(project => Directory.EnumerateFiles(project.Folder, "*.cs", SearchOption.AllDirectories).Any())
            .Where(project => !File.Exists(Path.Combine(project.Folder, "README.md")));

        Violations.None(without.Select(project => project.Name));
    }
}
