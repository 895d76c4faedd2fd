using Imager.Formats.Extents;

namespace Imager.Formats.KernelModules;

/// <summary>A module file that goes into the look-up files.</summary>
/// <remarks><c>Path</c>: relative to <c>/lib/modules/VERSION</c>, such as <c>kernel/fs/xfs/xfs.ko.xz</c>. <c>Content</c>: the file as it
/// is, packed and signed or not.</remarks>
public sealed record DepmodModule(string Path, ByteSource Content);
