using Imager.Build.Qemu;

namespace Imager.Build.Tests.Qemu;

public class TerminalTextTests
{
    [Theory]
    [InlineData("plain\ttext", "plain\ttext")]
    [InlineData("\u001b[2J\u001b[01;01HBdsDxe: starting\r", "BdsDxe: starting")]
    [InlineData("\u001b[=3h\u001b[0;31mred\u001b[0m", "red")]
    [InlineData("\u001bcreset", "reset")]
    public void Plain_removes_what_only_a_terminal_understands(string line, string expected)
    {
        Assert.Equal(expected, TerminalText.Plain(line));
    }
}
