namespace Imager.Profiles;

/// <summary>
/// A single-board computer of the v1.6 imager: what its firmware needs on disk and on the command line.
/// </summary>
/// <remarks>
/// UBootPath and DeviceTreePath are relative to <c>input.uBoot</c> and <c>input.dtb</c>. UBootOffsetBytes is the place
/// on the disk.
/// GptEntriesLba is where the primary GPT entries begin, 2 when the firmware leaves the start of the disk alone.
/// </remarks>
public sealed record Board(
    string Name,
    IReadOnlyList<string> KernelArgs,
    string? UBootPath,
    long UBootOffsetBytes,
    string? DeviceTreePath,
    int GptEntriesLba);
