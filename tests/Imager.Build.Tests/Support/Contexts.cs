using Imager.Build.Make;

namespace Imager.Build.Tests.Support;

/// <summary>Build contexts with chosen variables and an empty environment.</summary>
internal static class Contexts
{
    public static BuildContext Create(params string[] assignments)
    {
        var arguments = assignments.Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return new(
            new MakeContext(new BuildConsole(TextWriter.Null, TextWriter.Null), new MakeArguments(arguments), force: false),
            new BuildPaths("/repository", "/home/someone"),
            _ => null);
    }
}
