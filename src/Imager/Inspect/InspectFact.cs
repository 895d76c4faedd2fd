using System.Globalization;
using Imager.Core;

namespace Imager.Inspect;

/// <summary>One thing that a part of an image says about itself.</summary>
/// <remarks>
/// <c>Name</c>: for people, in lower case but for acronyms (<c>disk GUID</c>). <c>Text</c>: for people. JSON shows
/// <c>Number</c> or <c>Items</c> where there are any.
/// </remarks>
public sealed record InspectFact
{
    private InspectFact(string name, string text) => (Name, Text) = (name, PlainText.Of(text));

    public string Name { get; }

    public string Text { get; }

    public long? Number { get; private init; }

    public bool? Flag { get; private init; }

    public IReadOnlyList<string>? Items { get; private init; }

    /// <summary>The key in JSON: <c>diskGuid</c>.</summary>
    public string JsonName => string.Concat(Name.Split(' ').Select((word, index) =>
        index == 0 ? word.ToLowerInvariant() : char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));

    public static InspectFact Of(string name, string text) => new(name, text);

    public static InspectFact Count(string name, long number) =>
        new(name, number.ToString(CultureInfo.InvariantCulture)) { Number = number };

    /// <summary>A number of bytes; <paramref name="name"/> ends in <c>bytes</c>.</summary>
    public static InspectFact Size(string name, long bytes) =>
        new(name, new ByteSize(Math.Max(bytes, 0)).ToString()) { Number = bytes };

    public static InspectFact Is(string name, bool value) => new(name, value ? "yes" : "no") { Flag = value };

    public static InspectFact List(string name, IEnumerable<string> items)
    {
        var plain = items.Select(PlainText.Of).ToList();
        return new(name, string.Join(", ", plain)) { Items = plain };
    }

    /// <summary>Facts with a text; empty ones are left out.</summary>
    internal static IEnumerable<InspectFact> Texts(params IEnumerable<(string Name, string? Text)> facts) =>
        facts.Where(fact => !string.IsNullOrEmpty(fact.Text)).Select(fact => Of(fact.Name, fact.Text!));
}
