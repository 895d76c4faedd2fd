namespace Imager.Formats.Compression;

/// <summary>Decodes one format from a <see cref="CompressedInput"/>.</summary>
internal interface IDecoder : IDisposable
{
    /// <summary>Fills some of <paramref name="destination"/>, which is not empty; 0 means that the data ended as it
    /// should.</summary>
    /// <exception cref="Imager.Core.InvalidInputException">The data is damaged, ends early or needs too much
    /// memory.</exception>
    int Decode(Span<byte> destination);
}
