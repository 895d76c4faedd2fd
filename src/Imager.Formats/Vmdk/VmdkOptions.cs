namespace Imager.Formats.Vmdk;

/// <summary>What a VMDK carries besides the disk.</summary>
/// <remarks>
/// <c>FileName</c>: the name that its own descriptor mentions, ASCII without quotes. <c>ContentId</c>: VMware's CID; derive it from the
/// content's digest (two values mean "none" and are replaced). <c>AdapterType</c>: lsilogic, ide, buslogic. <c>HardwareVersion</c>: of
/// the virtual machine.
/// </remarks>
public sealed record VmdkOptions(
    string FileName, uint ContentId, string AdapterType = "lsilogic", int HardwareVersion = 6)
{
    /// <summary>Deflate level of stream-optimised grains, 0 to 9.</summary>
    public int Level { get; init; } = 6;
}
