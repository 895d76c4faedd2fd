using Imager.Profiles.Network;

namespace Imager.Profiles.Tests.Network;

/// <summary>The examples of the user's document, and short ways to read a document in a test.</summary>
internal static class NetworkFixture
{
    /// <summary>Chapter 11's long example: a bond of two links, three addresses, three routes.</summary>
    public const string LongExample = "chapter11-01.yaml";

    public static string Text(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "network", name));

    public static NetworkDocumentResult Parse(string text) => NetworkDocument.Parse(text, "network.yaml");

    /// <summary>Every problem as <c>line:column: [warning: ]path: reason</c>.</summary>
    public static IReadOnlyList<string> Problems(string text) =>
        Parse(text).Problems.Select(problem => problem.ToString()["network.yaml:".Length..]).ToArray();
}
