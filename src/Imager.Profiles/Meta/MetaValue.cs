namespace Imager.Profiles.Meta;

/// <summary>One META value: an 8-bit key (1 to 255; 0 ends the table on disk) and its text.</summary>
/// <remarks>Known keys: talos-imager facts, section 4.1; for example 0x0a carries the metal network document.</remarks>
public sealed record MetaValue(byte Key, string Value);
