using Imager.Build.Images;
using Imager.Core;

namespace Imager.Build.Tests.Images;

public class ArgumentWordsTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("  a  b ", new[] { "a", "b" })]
    [InlineData("--meta '0xa=x: y' --arch=arm64", new[] { "--meta", "0xa=x: y", "--arch=arm64" })]
    [InlineData("\"a b\"c ''", new[] { "a bc", "" })]
    [InlineData(@"a\ b '\n' ""\""""", new[] { "a b", @"\n", "\"" })]
    [InlineData(@"C:\\x 'C:\y' C:\z", new[] { @"C:\x", @"C:\y", "C:z" })]
    [InlineData("$HOME *", new[] { "$HOME", "*" })]
    public void Split_works_as_a_shell_does(string text, string[] expected)
    {
        Assert.Equal(expected, ArgumentWords.Split(text, "IMAGER_ARGS"));
    }

    [Fact]
    public void Split_fails_when_a_quote_is_open()
    {
        var error = Assert.Throws<InvalidInputException>(() => ArgumentWords.Split("--meta '0xa", "COSIGN_ARGS"));

        Assert.Equal("IMG2614", error.Code);
        Assert.StartsWith("COSIGN_ARGS: ", error.Message, StringComparison.Ordinal);
    }
}
