using System.Security.Cryptography;
using Imager.Core;
using Imager.Oci.Model;

namespace Imager.Oci.Storage;

/// <summary>Compares bytes, as they pass, with the size and digest they were promised to have.</summary>
internal sealed class ContentVerifier(Descriptor expected, string origin) : IDisposable
{
    private const string TooLong = "IMG5200";
    private const string TooShort = "IMG5201";
    private const string OtherDigest = "IMG5202";

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(
        expected.Digest.Algorithm == "sha512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);

    internal long SeenBytes { get; private set; }

    /// <summary>Whether an error says that the content is another one; then nothing of it may be kept.</summary>
    internal static bool IsRefutation(Exception error) =>
        error is DependencyException { Code: TooLong or TooShort or OtherDigest };

    /// <exception cref="DependencyException">There are more bytes than promised.</exception>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        SeenBytes += bytes.Length;
        if (SeenBytes > expected.SizeBytes)
        {
            throw new DependencyException(
                TooLong,
                $"{origin}: {expected.Digest} has more than the {expected.SizeBytes} bytes its descriptor promises; nothing was kept.");
        }

        _hash.AppendData(bytes);
    }

    /// <exception cref="DependencyException">Bytes are missing or other ones.</exception>
    internal void Finish()
    {
        if (SeenBytes != expected.SizeBytes)
        {
            throw new DependencyException(
                TooShort,
                $"{origin}: {expected.Digest} ended after {SeenBytes} of {expected.SizeBytes} bytes; nothing was kept. Try again.");
        }

        var found = Convert.ToHexStringLower(_hash.GetHashAndReset());
        if (found != expected.Digest.Hex)
        {
            throw new DependencyException(
                OtherDigest,
                $"{origin}: content is {expected.Digest.Algorithm}:{found}, but {expected.Digest} was promised; nothing was kept. "
                + "The source is damaged or tampered with.");
        }
    }

    public void Dispose() => _hash.Dispose();
}
