using Imager.Core;
using Imager.Oci.Model;

namespace Imager.Oci.Storage;

/// <summary>Reads small documents whole, after their claimed size was found believable.</summary>
internal static class BoundedRead
{
    /// <summary>Reads a stream that verifies itself against <paramref name="descriptor"/>.</summary>
    internal static async Task<byte[]> AllAsync(
        Stream stream, Descriptor descriptor, string origin, CancellationToken cancellationToken)
    {
        if (descriptor.SizeBytes > OciJson.MaxBytes)
        {
            throw new InvalidInputException(
                "IMG2959",
                $"{origin}: {descriptor.Digest} claims {descriptor.SizeBytes} bytes; manifests and configs have at most {OciJson.MaxBytes}.");
        }

        var bytes = new byte[descriptor.SizeBytes];
        var count = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        if (await stream.ReadAsync(new byte[1], cancellationToken) > 0 || count != bytes.Length)
        {
            throw new DependencyException(
                "IMG5203",
                $"{origin}: {descriptor.Digest} does not have {descriptor.SizeBytes} bytes.");
        }

        return bytes;
    }

    /// <summary>Reads a stream of unknown length up to the limit.</summary>
    internal static async Task<byte[]> AllAsync(Stream stream, string origin, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            if (content.Length + count > OciJson.MaxBytes)
            {
                throw new InvalidInputException(
                    "IMG2960",
                    $"{origin}: more than {OciJson.MaxBytes} bytes where a manifest or another small document was expected.");
            }

            content.Write(buffer, 0, count);
        }

        return content.ToArray();
    }
}
