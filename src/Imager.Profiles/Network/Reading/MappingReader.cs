using System.Globalization;
using System.Net;
using Imager.Core;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Network.Reading;

/// <summary>Turns the keys of one mapping into typed values; wrong types and unknown keys become problems.</summary>
/// <remarks>Ask for every key the schema knows, then call <see cref="End"/>: the keys nobody asked for are unknown.</remarks>
internal sealed class MappingReader(YamlNode node, ProblemList problems) : INetworkFields
{
    private readonly int _firstAsked = problems.AskedKeys.Count;

    public YamlNode Node { get; } = node;

    public ProblemList Problems { get; } = problems;

    /// <summary>A reader of a node that must be a mapping; others give an empty reader, and a problem unless null.</summary>
    public static MappingReader Of(YamlNode node, ProblemList problems)
    {
        if (node.Kind == YamlKind.Mapping)
        {
            node.Children.ForEach(child => child.IsUsed = false);
            return new MappingReader(node, problems);
        }

        if (!node.IsNull)
        {
            problems.Error(node, $"must be a mapping of keys to values, not {node.Describe()}.");
        }

        return new MappingReader(new YamlNode(YamlKind.Mapping, node.Line, node.Column), problems);
    }

    /// <summary>Text; empty counts as absent, as it does for the OS, whose own dumps are full of <c>""</c>.</summary>
    public string? Text(string key) => Scalar(key) is { Text.Length: > 0 } scalar ? scalar.Text : null;

    public bool? Bool(string key)
    {
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }

        switch (scalar.IsPlain ? scalar.Text : string.Empty)
        {
            case "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON":
                return true;
            case "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF":
                return false;
            default:
                Problems.Error(scalar, $"must be true or false without quotes, not {scalar.Describe()}.");
                return null;
        }
    }

    public uint? Number(string key, uint min = 0, uint max = uint.MaxValue)
    {
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }

        if (scalar.IsPlain && TryNumber(scalar.Text, out var number) && number >= min && number <= max)
        {
            return (uint)number;
        }

        Problems.Error(scalar, $"must be a whole number from {min} to {max}, not {scalar.Describe()}.");
        return null;
    }

    public IPPrefix? Prefix(string key) => Scalar(key) is { Text.Length: > 0 } scalar ? PrefixOf(scalar) : null;

    public IPAddress? Address(string key) => Scalar(key) is { Text.Length: > 0 } scalar ? AddressOf(scalar) : null;

    public IReadOnlyList<IPAddress>? Addresses(string key) => Items(key, AddressOf);

    public IReadOnlyList<IPPrefix>? Prefixes(string key) => Items(key, PrefixOf);

    /// <summary>As <see cref="Prefixes"/>, but an address without a length stands for itself alone, <c>/32</c> or <c>/128</c>.</summary>
    public IReadOnlyList<IPPrefix>? PrefixesOrHosts(string key) =>
        Items(key, item => IPText.TryParse(item.Text, out var host) ? IPPrefix.Host(host) : PrefixOf(item));

    public IReadOnlyList<string>? Texts(string key) =>
        Items(key, item =>
        {
            if (item.Kind == YamlKind.Scalar && !item.IsNull)
            {
                return item.Text;
            }

            Problems.Error(item, $"must be a text, not {item.Describe()}.");
            return null;
        });

    /// <summary>A nested mapping, or null when the key is absent.</summary>
    public T? Map<T>(string key, Func<MappingReader, T?> read)
        where T : class =>
        Find(key) is { IsNull: false } child ? read(Of(child, Problems)) : null;

    /// <summary>A truth value one level down: the only key of a nested mapping.</summary>
    public bool? NestedBool(string outer, string inner)
    {
        if (Find(outer) is not { IsNull: false } child)
        {
            return null;
        }

        var nested = Of(child, Problems);
        var flag = nested.Bool(inner);
        nested.End();
        return flag;
    }

    /// <summary>A list of mappings, or null when the key is absent; the key with no value is an empty list.</summary>
    public IReadOnlyList<T>? Maps<T>(string key, Func<MappingReader, T?> read)
        where T : class =>
        Items(key, item => read(Of(item, Problems)));

    public YamlNode? Find(string key)
    {
        Problems.AskedKeys.Add(key);
        var child = Node.Child(key);
        if (child is not null)
        {
            child.IsUsed = true;
        }

        return child;
    }

    /// <summary>Reports every key that nobody asked for.</summary>
    public void End()
    {
        foreach (var child in Node.Children)
        {
            if (!child.IsUsed)
            {
                ReportUnknown(child, Problems.AskedKeys.GetRange(_firstAsked, Problems.AskedKeys.Count - _firstAsked));
            }
        }

        Problems.AskedKeys.RemoveRange(_firstAsked, Problems.AskedKeys.Count - _firstAsked);
    }

    string? INetworkFields.Text(string key, string? value) => Text(key);

    bool? INetworkFields.Bool(string key, bool? value) => Bool(key);

    uint? INetworkFields.Number(string key, uint? value, uint min, uint max) => Number(key, min, max);

    uint? INetworkFields.NumberOrWord(string key, uint? value, IReadOnlyList<string> words)
    {
        if (Node.Child(key) is { Kind: YamlKind.Scalar } node && words.ToList().IndexOf(node.Text) is >= 0 and var number)
        {
            Find(key);
            Problems.Warning(node, $"this document has a number here: write {number} for {node.Text}.");
            return (uint)number;
        }

        return Number(key, max: (uint)words.Count - 1);
    }

    IPPrefix? INetworkFields.Prefix(string key, IPPrefix? value) => Prefix(key);

    IPAddress? INetworkFields.Address(string key, IPAddress? value) => Address(key);

    IReadOnlyList<string>? INetworkFields.Texts(string key, IReadOnlyList<string>? values) => Texts(key);

    IReadOnlyList<IPAddress>? INetworkFields.Addresses(string key, IReadOnlyList<IPAddress>? values) => Addresses(key);

    IReadOnlyList<IPPrefix>? INetworkFields.Prefixes(string key, IReadOnlyList<IPPrefix>? values) => Prefixes(key);

    IReadOnlyDictionary<string, string>? INetworkFields.Tags(string key, IReadOnlyDictionary<string, string>? values) =>
        Map(key, map => map.Node.Children.ToDictionary(
            child => child.Key!, child => map.Text(child.Key!) ?? string.Empty, StringComparer.Ordinal));

    bool? INetworkFields.NestedBool(string outer, string inner, bool? value) => NestedBool(outer, inner);

    T? INetworkFields.Map<T>(string key, T? value, Func<INetworkFields, T?, T?> fields)
        where T : class => Map(key, map => Ended(map, fields));

    IReadOnlyList<T>? INetworkFields.Maps<T>(string key, IReadOnlyList<T>? values, Func<INetworkFields, T?, T?> fields)
        where T : class => Maps(key, map => Ended(map, fields));

    void INetworkFields.Complain(string reason) => Problems.Error(Node, reason);

    private static T? Ended<T>(MappingReader map, Func<INetworkFields, T?, T?> fields)
        where T : class
    {
        var value = fields(map, null);
        map.End();
        return value;
    }

    private void ReportUnknown(YamlNode child, List<string> known)
    {
        var key = YamlNode.Shorten(child.Key!);
        var hint = NearestMatch.Hint(key, known);
        Problems.ErrorAtKey(
            child, $"unknown key \"{key}\".{(hint.Length > 0 ? hint : $" Known here: {string.Join(", ", known)}.")}");
    }

    private YamlNode? Scalar(string key)
    {
        if (Find(key) is not { IsNull: false } child)
        {
            return null;
        }

        if (child.Kind == YamlKind.Scalar)
        {
            return child;
        }

        Problems.Error(child, $"must be a single value, not {child.Describe()}.");
        return null;
    }

    private List<T>? Items<T>(string key, Func<YamlNode, T?> read)
        where T : class
    {
        if (Find(key) is not { } child)
        {
            return null;
        }

        if (child.Kind != YamlKind.Sequence && !child.IsNull)
        {
            Problems.Error(child, $"must be a list (\"- \" before each entry), not {child.Describe()}.");
        }

        var items = new List<T>(child.Kind == YamlKind.Sequence ? child.Children.Count : 0);
        if (child.Kind == YamlKind.Sequence)
        {
            foreach (var item in child.Children)
            {
                if (read(item) is { } value)
                {
                    items.Add(value);
                }
            }
        }

        return items;
    }

    private IPPrefix? PrefixOf(YamlNode scalar)
    {
        if (IPPrefix.TryParse(scalar.Text, out var prefix, out var reason))
        {
            return prefix;
        }

        Problems.Error(
            scalar,
            $"{scalar.Describe()} is no address with prefix length: {reason} Write for example 10.0.0.201/8 or 2001:db8::1/64.");
        return null;
    }

    private IPAddress? AddressOf(YamlNode scalar)
    {
        if (scalar.Kind == YamlKind.Scalar && IPText.TryParse(scalar.Text, out var address))
        {
            return address;
        }

        Problems.Error(scalar, $"{scalar.Describe()} is no IP address: write for example 10.0.0.1 or 2001:db8::1.");
        return null;
    }

    private static bool TryNumber(string text, out long number) =>
        text.StartsWith("0x", StringComparison.Ordinal)
            ? long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
                && (text.Length == 1 || text[0] != '0');
}
