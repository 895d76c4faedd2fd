using System.Net;

namespace Imager.Profiles.Network.Reading;

/// <summary>The keys of one mapping in the schema's order: a reader finds their values, a writer writes those that it is given.</summary>
/// <remarks>Every method hands back the value, so that one list of keys serves both ways. Null: the key is absent.</remarks>
internal interface INetworkFields
{
    public string? Text(string key, string? value);

    public bool? Bool(string key, bool? value);

    public uint? Number(string key, uint? value, uint min = 0, uint max = uint.MaxValue);

    /// <summary>A number that people may write as the place of a word in <paramref name="words"/>.</summary>
    public uint? NumberOrWord(string key, uint? value, IReadOnlyList<string> words);

    public IPPrefix? Prefix(string key, IPPrefix? value);

    public IPAddress? Address(string key, IPAddress? value);

    public IReadOnlyList<string>? Texts(string key, IReadOnlyList<string>? values);

    public IReadOnlyList<IPAddress>? Addresses(string key, IReadOnlyList<IPAddress>? values);

    public IReadOnlyList<IPPrefix>? Prefixes(string key, IReadOnlyList<IPPrefix>? values);

    /// <summary>A mapping of names to texts.</summary>
    public IReadOnlyDictionary<string, string>? Tags(string key, IReadOnlyDictionary<string, string>? values);

    /// <summary>A truth value one level down: the only key of a nested mapping.</summary>
    public bool? NestedBool(string outer, string inner, bool? value);

    /// <summary>A nested mapping.</summary>
    public T? Map<T>(string key, T? value, Func<INetworkFields, T?, T?> fields)
        where T : class;

    /// <summary>A list of mappings.</summary>
    public IReadOnlyList<T>? Maps<T>(string key, IReadOnlyList<T>? values, Func<INetworkFields, T?, T?> fields)
        where T : class;

    /// <summary>Reports what is wrong with a mapping that was read.</summary>
    public void Complain(string reason);
}
