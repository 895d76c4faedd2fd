namespace Imager.Architecture.Tests;

/// <summary>Fails with every violation on a line of its own; xunit would cut the list short.</summary>
internal static class Violations
{
    public static void None(IEnumerable<string> violations)
    {
        var list = violations.ToList();
        Assert.True(list.Count == 0, string.Join(Environment.NewLine, list));
    }
}
