namespace Imager.Architecture.Tests;

/// <summary>Who may reference whom: the room table in README.md, as a test.</summary>
public class ArrowTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Imager.Build"] = ["Imager", "Imager.BuildKit"],
        ["Imager.Cli"] = ["Imager"],
        ["Imager"] = ["Imager.Formats", "Imager.Oci", "Imager.Profiles"],
        ["Imager.BuildKit"] = ["Imager.Core"],
        ["Imager.Profiles"] = ["Imager.Core"],
        ["Imager.Oci"] = ["Imager.Core"],
        ["Imager.Formats"] = ["Imager.Core"],
        ["Imager.Core"] = [],
    };

    private static readonly string[] DrawerNames = ["Common", "Utils", "Helpers", "Shared"];

    [Fact]
    public void Projects_are_exactly_those_of_the_table()
    {
        Assert.Equal(Arrows.Keys.Order(), Repository.ProductProjects.Select(project => project.Name).Order());
    }

    [Fact]
    public void Projects_reference_exactly_what_the_table_says()
    {
        var differences = Repository.ProductProjects
            .Where(project => !project.References.Order().SequenceEqual(Arrows.GetValueOrDefault(project.Name, []).Order()))
            .Select(project => $"{project.Name} -> {string.Join(", ", project.References)}");

        Violations.None(differences);
    }

    [Fact]
    public void Core_uses_no_package()
    {
        Assert.Empty(Repository.ProductProjects.Single(project => project.Name == "Imager.Core").Packages);
    }

    [Fact]
    public void Product_projects_never_reference_tests()
    {
        var tests = Repository.TestProjects.Select(project => project.Name).ToHashSet();

        Assert.DoesNotContain(Repository.ProductProjects.SelectMany(project => project.References), tests.Contains);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Text("Imager.sln");

        var missing = Repository.ProductProjects
            .Concat(Repository.TestProjects.Where(project => project.Name.EndsWith(".Tests", StringComparison.Ordinal)))
            .Where(project => !solution.Contains($"\\{project.Name}.csproj\"", StringComparison.Ordinal));

        Violations.None(missing.Select(project => project.Name));
    }

    [Fact]
    public void No_folder_is_a_drawer_for_everything()
    {
        var folders = Repository.ProductSources.SelectMany(file => Path.GetDirectoryName(file.Path)!.Split(Path.DirectorySeparatorChar));

        Assert.Empty(folders.Intersect(DrawerNames));
    }
}
