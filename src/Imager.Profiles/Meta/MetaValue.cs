namespace Imager.Profiles.Meta;

/// <summary>One entry of the META partition: what <c>--meta KEY=VALUE</c> asks for.</summary>
/// <remarks>
/// <c>Key</c> is 1 to 255 (0 ends the list on disk, see <see cref="MetaKey"/> for the names the OS gives them).
/// <c>Value</c> is the text as given, it may be empty and may hold <c>=</c>; on disk it is UTF-8 without terminator.
/// A list of values may repeat a key: all are kept in order, and the last one wins when the partition is written.
/// </remarks>
public sealed record MetaValue(byte Key, string Value);
