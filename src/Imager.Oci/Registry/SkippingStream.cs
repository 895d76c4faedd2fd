namespace Imager.Oci.Registry;

/// <summary>For servers that answer a range request with the whole: reads away what is there already.</summary>
internal static class SkippingStream
{
    internal static async Task<Stream> SkipAsync(Stream stream, long countBytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Min(countBytes, 128 * 1024)];
        while (countBytes > 0)
        {
            var count = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, countBytes)), cancellationToken);
            if (count == 0)
            {
                throw new EndOfStreamException("the server's copy is shorter than what was downloaded before");
            }

            countBytes -= count;
        }

        return stream;
    }
}
