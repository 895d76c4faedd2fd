using Imager.Core;

namespace Imager.Formats.Vhd;

/// <summary>What a VHD carries besides the disk.</summary>
/// <remarks>
/// <c>Id</c>: unique id of the image; derive it from the content's digest. <c>Epoch</c>: creation time. <c>IsForAzure</c>:
/// insist on a size in whole MiB, which Azure demands.
/// </remarks>
public sealed record VhdOptions(Guid Id, SourceDateEpoch Epoch, bool IsForAzure = false);
