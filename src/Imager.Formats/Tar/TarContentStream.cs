using Imager.Core;

namespace Imager.Formats.Tar;

/// <summary>A member's content as a stream.</summary>
internal sealed class TarContentStream(TarContent content) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer) => content.Read(buffer);
}
