namespace Imager.Architecture.Tests;

/// <summary>What each room must not do. BannedSymbols.txt holds the rules that are the same everywhere.</summary>
public class RoomRulesTests
{
    private static readonly string[] Outside = [
        "File", "FileStream", "FileInfo", "DirectoryInfo", "Process", "HttpClient", "Socket",

        // Not the bare name: a directory record of ISO 9660 has a property called Directory.
        "Directory.Create", "Directory.Delete", "Directory.Enumerate", "Directory.Exists", "Directory.Get", "Directory.Move",
    ];
    private static readonly string[] Machine = ["Console", "Environment", "Stopwatch", "TimeProvider", "TimeZoneInfo", "CultureInfo.CurrentCulture"];

    private static readonly ForbiddenApi[] Rules =
    [
        new("src/Imager.Core", "Core does no I/O", Outside),
        new("src/Imager.Formats", "formats are bytes only", [.. Outside, .. Machine]),
        new("src/Imager.Profiles", "profiles are pure", [.. Outside, .. Machine]),
        new("src/Imager/Plan", "a plan is a pure function of the profile", [.. Outside, .. Machine]),
        new("src/Imager", "libraries do not talk to people", "Console"),
        new("src/Imager.Core", "libraries do not talk to people", "Console"),
        new("src/Imager.Oci", "libraries do not talk to people", "Console"),
        new("src/Imager.BuildKit", "libraries do not talk to people", "Console"),
    ];

    [Fact]
    public void Rooms_do_not_use_what_is_forbidden_there()
    {
        Violations.None(Rules.SelectMany(rule => Repository.ProductSources.SelectMany(rule.UsesIn)));
    }

    [Theory]
    [InlineData("var text = File.ReadAllText(path);", true)]
    [InlineData("var text = System.IO.File.ReadAllText(path);", true)]
    [InlineData("void Write(FileStream stream)", true)]
    [InlineData("using var client = new HttpClient();", true)]
    [InlineData("if (Directory.Exists(path))", true)]
    [InlineData("var sector = record.Directory.StartSector;", false)]
    [InlineData("var sector = Directory.StartSector;", false)]
    [InlineData("// File.ReadAllText", false)]
    [InlineData("var text = \"File.ReadAllText\";", false)]
    [InlineData("var path = asset.File.Path;", false)]
    [InlineData("TreeFile.Create(FileMode.Open)", false)]
    [InlineData("IsoRecord File(string name) => new(name);", false)]
    public void UsesIn_finds_code_and_neither_comments_nor_strings(string line, bool expected)
    {
        var rule = new ForbiddenApi("src", "a test", "File", "FileStream", "HttpClient", "Directory.Exists");

        Assert.Equal(expected, rule.UsesIn(new(Path.Combine("src", "Sample.cs"), line + "\n")).Any());
    }

    [Fact]
    public void Banned_symbols_are_an_error_in_every_product_project()
    {
        var properties = Repository.Text("Directory.Build.props");

        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", properties, StringComparison.Ordinal);
        Assert.Contains("BannedSymbols.txt", properties, StringComparison.Ordinal);
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", properties, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NoWarn")]
    [InlineData("TreatWarningsAsErrors")]
    [InlineData("WarningsNotAsErrors")]
    public void No_project_relaxes_the_compiler(string property)
    {
        var relaxed = Repository.ProductProjects.Concat(Repository.TestProjects)
            .Where(project => project.Text.Contains(property, StringComparison.Ordinal));

        Violations.None(relaxed.Select(project => project.Name));
    }

    [Fact]
    public void A_pragma_gives_its_reason_on_the_line()
    {
        var silent = Repository.ProductSources.SelectMany(file => file.Text.Split('\n')
            .Where(line => line.TrimStart().StartsWith("#pragma warning disable", StringComparison.Ordinal)
                && !line.Contains("//", StringComparison.Ordinal))
            .Select(line => $"{file.Path}: {line.Trim()}"));

        Violations.None(silent);
    }
}
