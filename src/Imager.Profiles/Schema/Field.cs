namespace Imager.Profiles.Schema;

/// <summary>One key of a mapping: its type, its place in the record, whether the dump shows it empty.</summary>
/// <remarks>Values are boxed on purpose: generic code per value type would be compiled again at each start.</remarks>
internal sealed record Field<TOwner>(
    string Key, bool IsAlwaysDumped, Codec Codec, string Description,
    Func<TOwner, object?> Get, Func<TOwner, object?, TOwner> Set)
{
    /// <summary>A key the dump always shows.</summary>
    internal static Field<TOwner> Always(
        string key, Codec codec, string description,
        Func<TOwner, object?> get, Func<TOwner, object?, TOwner> set) =>
        new(key, true, codec, description, get, set);

    /// <summary>A key the dump leaves out when it says nothing.</summary>
    internal static Field<TOwner> Optional(
        string key, Codec codec, string description,
        Func<TOwner, object?> get, Func<TOwner, object?, TOwner> set) =>
        new(key, false, codec, description, get, set);
}
