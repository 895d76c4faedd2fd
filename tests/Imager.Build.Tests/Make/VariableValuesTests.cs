using Imager.Build.Make;
using Imager.Core;

namespace Imager.Build.Tests.Make;

public class VariableValuesTests
{
    private static readonly Variable Color = new("COLOR", "red", "a color");
    private static readonly Variable Depth = new("DEPTH", "3", "a depth") { EnvironmentNames = [] };
    private static readonly Variable Proxy = new("http_proxy", "", "a proxy") { EnvironmentNames = ["http_proxy", "HTTP_PROXY"] };
    private static readonly Variable Password = new("PASSWORD", "", "a secret") { IsSecret = true };
    private static readonly Variable[] Table = [Color, Depth, Proxy, Password];

    private static VariableValues Resolve(string[] commandLine, params string[] environment)
    {
        var variables = environment.Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return VariableValues.Resolve(
            Table, commandLine.Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]), variables.GetValueOrDefault);
    }

    [Fact]
    public void Resolve_prefers_command_line_over_environment_over_default()
    {
        Assert.Equal("red", Resolve([])[Color]);
        Assert.Equal("green", Resolve([], "COLOR=green")[Color]);
        Assert.Equal("blue", Resolve(["COLOR=blue"], "COLOR=green")[Color]);
        Assert.Equal(string.Empty, Resolve(["COLOR="], "COLOR=green")[Color]);
    }

    [Fact]
    public void Resolve_ignores_the_environment_for_variables_without_names_there()
    {
        var values = Resolve([], "DEPTH=9");

        Assert.Equal("3", values[Depth]);
        Assert.Equal(VariableOrigin.Default, values.All[1].Origin);
    }

    [Fact]
    public void Resolve_takes_the_first_environment_name_that_is_set()
    {
        Assert.Equal("http://a", Resolve([], "HTTP_PROXY=http://a")[Proxy]);
        Assert.Equal("HTTP_PROXY", Resolve([], "HTTP_PROXY=http://a").All[2].Source);
        Assert.Null(Resolve([], "http_proxy=http://a").All[2].Source);
        Assert.Equal("http://b", Resolve([], "HTTP_PROXY=http://a", "http_proxy=http://b")[Proxy]);
    }

    [Fact]
    public void Resolve_names_every_unknown_variable_with_its_nearest_match()
    {
        var error = Assert.Throws<InvalidInputException>(() => Resolve(["COLOUR=red", "SHAPE=round"]));

        Assert.Equal("IMG2601", error.Code);
        Assert.Contains("\"COLOUR\". Did you mean \"COLOR\"?", error.Message, StringComparison.Ordinal);
        Assert.Contains("\"SHAPE\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("YES", true)]
    [InlineData("t", true)]
    [InlineData("0", false)]
    [InlineData("False", false)]
    [InlineData("", false)]
    public void Flag_reads_yes_and_no(string text, bool expected)
    {
        Assert.Equal(expected, Resolve([$"COLOR={text}"]).Flag(Color));
    }

    [Fact]
    public void Flag_fails_when_the_value_is_neither()
    {
        var error = Assert.Throws<InvalidInputException>(() => Resolve(["COLOR=maybe"]).Flag(Color));

        Assert.Equal("IMG2602", error.Code);
    }

    [Theory]
    [InlineData("woodpecker", true)]
    [InlineData("drone", true)]
    [InlineData("true", true)]
    [InlineData("0", false)]
    [InlineData("No", false)]
    [InlineData("false", false)]
    [InlineData("", false)]
    public void IsOn_takes_every_word_for_yes_that_is_not_no(string text, bool expected) =>
        Assert.Equal(expected, Resolve([], $"COLOR={text}").IsOn(Color));

    [Fact]
    public void Errors_say_where_a_value_came_from()
    {
        var values = Resolve(["DEPTH=x"], "COLOR=maybe", "HTTP_PROXY=maybe");

        Assert.Contains("COLOR=maybe (from COLOR in the environment):", Assert.Throws<InvalidInputException>(() => values.Flag(Color)).Message, StringComparison.Ordinal);
        Assert.Contains("(from HTTP_PROXY in the environment):", Assert.Throws<InvalidInputException>(() => values.Number(Proxy, 1, 2)).Message, StringComparison.Ordinal);
        Assert.StartsWith("DEPTH=x: write", Assert.Throws<InvalidInputException>(() => values.Number(Depth, 1, 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_says_what_to_do_instead_of_a_variable_of_the_peer() =>
        Assert.Contains("left in artifacts/", Assert.Throws<InvalidInputException>(() => Resolve(["ARTIFACTS=out"])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("1")]
    [InlineData("8")]
    public void Number_accepts_its_limits(string text)
    {
        Assert.Equal(int.Parse(text), Resolve([$"DEPTH={text}"]).Number(Depth, 1, 8));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("9")]
    [InlineData("x")]
    public void Number_fails_outside_its_limits(string text)
    {
        var error = Assert.Throws<InvalidInputException>(() => Resolve([$"DEPTH={text}"]).Number(Depth, 1, 8));

        Assert.Equal("IMG2603", error.Code);
    }

    [Fact]
    public void Printable_hides_secrets_and_passwords_in_addresses()
    {
        var values = Resolve(["PASSWORD=hunter2", "http_proxy=http://me:hunter2@proxy:3128/"]);

        Assert.Equal("http://***@proxy:3128/", values.All[2].Printable);
        Assert.DoesNotContain("hunter2", values.All[3].Printable, StringComparison.Ordinal);
    }
}
