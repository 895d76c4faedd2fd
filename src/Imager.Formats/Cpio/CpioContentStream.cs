using Imager.Core;

namespace Imager.Formats.Cpio;

/// <summary>The rest of the current entry's content.</summary>
internal sealed class CpioContentStream(InitramfsReader reader) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer) => reader.ReadContent(buffer);
}
