using System.Text.Json.Nodes;
using Imager.Core;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Schema;

/// <summary>A mapping with known keys, kept in a record.</summary>
/// <remarks>
/// A pointer is the Talos imager's word for a part that can be missing as a whole; in its merge a part that is no
/// pointer is merged
/// even when the upper document leaves it out.
/// </remarks>
internal sealed class ObjectCodec<T>(string name, bool isPointer, IReadOnlyList<Field<T>> fields) : Codec
    where T : class, new()
{
    private readonly string[] keys = [.. fields.Select(field => field.Key)];

    /// <summary>What a message calls the whole document.</summary>
    internal string RootPlace { get; init; } = "a profile";

    /// <summary>Adjusts a merged record for what is not a key: (lower, upper, merged) gives the result.</summary>
    internal Func<T, T, T, T>? AfterMerge { get; init; }

    internal override object? Read(YamlNode node, string path, ReadContext context)
    {
        if (node.IsNull)
        {
            return null;
        }

        if (node.Kind != YamlKind.Mapping)
        {
            var place = path.Length == 0 ? "the document" : path;
            return context.Fail("IMG2405", path, node, $"{place} must be a mapping with keys such as "
                + $"\"{keys[0]}:\", not {node.Describe()}.");
        }

        var value = new T();
        var seen = new Dictionary<string, SourcePosition>(StringComparer.Ordinal);
        foreach (var entry in node.Children)
        {
            value = ReadEntry(value, entry, path, seen, context);
        }

        return value;
    }

    internal override YamlValue Print(object? value)
    {
        var owner = (T?)value ?? new T();
        var shown = fields.Where(field => field.IsAlwaysDumped || !field.Codec.IsZero(field.Get(owner)));
        return new YamlMapping(
            [.. shown.Select(field => new YamlEntry(field.Key, field.Codec.Print(field.Get(owner))))]);
    }

    internal override bool IsZero(object? value) =>
        value is not T owner || (!isPointer && fields.All(field => field.Codec.IsZero(field.Get(owner))));

    internal override JsonObject Describe(JsonObject definitions)
    {
        if (!definitions.ContainsKey(name))
        {
            definitions[name] = new JsonObject();
            definitions[name] = DescribeFields(definitions);
        }

        return new JsonObject { ["$ref"] = $"#/$defs/{name}" };
    }

    internal override object? Merge(object? lower, object? upper, MergeRules rules)
    {
        if (lower is not T left)
        {
            return upper;
        }

        if (upper is not T && (isPointer || rules == MergeRules.Explicit))
        {
            return lower;
        }

        var right = (T?)upper ?? new T();
        var merged = new T();
        foreach (var field in fields)
        {
            merged = field.Set(merged, field.Codec.Merge(field.Get(left), field.Get(right), rules));
        }

        return AfterMerge is null ? merged : AfterMerge(left, right, merged);
    }

    internal JsonObject DescribeFields(JsonObject definitions)
    {
        var properties = new JsonObject();
        foreach (var field in fields)
        {
            var property = field.Codec.Describe(definitions);
            property["description"] = field.Description;
            properties[field.Key] = property;
        }

        return new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
    }

    private T ReadEntry(
        T value, YamlNode entry, string path, Dictionary<string, SourcePosition> seen, ReadContext context)
    {
        var key = entry.Key!;
        var keyPath = path.Length == 0 ? key : $"{path}.{key}";
        var field = fields.FirstOrDefault(candidate => candidate.Key == key);
        if (!seen.TryAdd(key, context.KeyPositionOf(entry)))
        {
            context.FailAtKey("IMG2404", keyPath, entry, $"the key \"{keyPath}\" was already given in line "
                + $"{seen[key].Line}; remove one.");
            return value;
        }

        if (field is null)
        {
            ReportUnknown(entry, path, keyPath, context);
            return value;
        }

        context.Positions.TryAdd(
            keyPath, entry.Kind == YamlKind.Scalar ? context.PositionOf(entry) : context.KeyPositionOf(entry));
        var read = field.Codec.Read(entry, keyPath, context);
        return field.Set(value, context.IsLenient && field.Codec.IsZero(read) ? null : read);
    }

    private void ReportUnknown(YamlNode entry, string path, string keyPath, ReadContext context)
    {
        var place = path.Length == 0 ? RootPlace : $"\"{path}\"";
        var hint = NearestMatch.Find(entry.Key!, keys) is { } match
            ? $"Did you mean \"{match}\"?"
            : $"Known keys: {string.Join(", ", keys)}.";
        var severity = context.IsLenient ? ProblemSeverity.Warning : ProblemSeverity.Error;
        context.Problems.Add(new ProfileProblem(
            "IMG2403", severity, keyPath, context.KeyPositionOf(entry), $"unknown key \"{entry.Key}\" in {place}. {hint}"));
    }
}
