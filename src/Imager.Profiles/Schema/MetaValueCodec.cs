using System.Text.Json.Nodes;
using Imager.Profiles.Meta;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Schema;

/// <summary>One META value, a mapping with <c>key</c> and <c>value</c>.</summary>
internal sealed class MetaValueCodec : Codec
{
    private static readonly ObjectCodec<Draft> Draftsman = new(
        "metaValue",
        isPointer: false,
        [
            Field<Draft>.Always("key", new IntegerCodec(0, 255, value => (byte)value),
                "The 8-bit key, 1 to 255; 0xa is the network document.",
                draft => draft.Key, (draft, value) => draft with { Key = (byte?)value }),
            Field<Draft>.Always("value", new TextCodec(), "The text.",
                draft => draft.Value, (draft, value) => draft with { Value = (string?)value }),
        ]);

    internal override object? Read(YamlNode node, string path, ReadContext context) =>
        Draftsman.Read(node, path, context) is Draft draft
            ? new MetaValue(draft.Key ?? 0, draft.Value ?? string.Empty)
            : null;

    internal override YamlValue Print(object? value) =>
        Draftsman.Print(value is MetaValue meta ? new Draft { Key = meta.Key, Value = meta.Value } : null);

    internal override bool IsZero(object? value) => value is null;

    internal override JsonObject Describe(JsonObject definitions) => Draftsman.Describe(definitions);

    private sealed record Draft
    {
        public byte? Key { get; init; }

        public string? Value { get; init; }
    }
}
