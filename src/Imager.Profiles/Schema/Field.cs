namespace Imager.Profiles.Schema;

/// <summary>
/// One key of a mapping: its type, its place in the record, and whether the dump shows it when empty.
/// </summary>
internal sealed record Field<TOwner>(
    string Key, bool IsAlwaysDumped, Codec Codec, string Description,
    Func<TOwner, object?> Get, Func<TOwner, object?, TOwner> Set)
{
    /// <summary>A key the dump always shows.</summary>
    internal static Field<TOwner> Always<TValue>(
        string key, Codec codec, string description, Func<TOwner, TValue> get, Func<TOwner, TValue, TOwner> set) =>
        new(key, true, codec, description, owner => get(owner), (owner, value) => set(owner, (TValue)value!));

    /// <summary>A key the dump leaves out when it says nothing.</summary>
    internal static Field<TOwner> Optional<TValue>(
        string key, Codec codec, string description, Func<TOwner, TValue> get, Func<TOwner, TValue, TOwner> set) =>
        new(key, false, codec, description, owner => get(owner), (owner, value) => set(owner, (TValue)value!));
}
