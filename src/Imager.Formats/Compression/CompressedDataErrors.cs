using Imager.Core;

namespace Imager.Formats.Compression;

/// <summary>The two things that can be wrong with compressed data.</summary>
internal static class CompressedDataErrors
{
    internal static InvalidInputException Damaged(string format, CompressedInput input, string problem) =>
        new("IMG2272", $"{format} data: {problem}, near compressed byte {input.PositionBytes}. Get the file again.");

    internal static InvalidInputException Truncated(string format, CompressedInput input) =>
        new("IMG2273", $"{format} data ends early, after {input.PositionBytes} bytes. Get the file again.");
}
