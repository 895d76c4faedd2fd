namespace Imager.Formats.Vhdx;

/// <summary>What a VHDX carries besides the disk.</summary>
/// <remarks>
/// <c>Id</c>: identity of the image and of the disk that a guest sees; derive it from the content's digest.
/// <c>SectorBytes</c>: logical sector that the guest sees, 512 or 4096.
/// </remarks>
public sealed record VhdxOptions(Guid Id, int SectorBytes = 512);
