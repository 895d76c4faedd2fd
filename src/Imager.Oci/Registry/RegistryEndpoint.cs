using System.Net;
using System.Text;
using Imager.Core;
using Imager.Oci.Model;

namespace Imager.Oci.Registry;

/// <summary>One repository at one host: the registry itself or a mirror of it.</summary>
internal sealed record RegistryEndpoint(RegistryTransport Transport, RegistryHost Host, string Repository)
{
    private const int MaxErrorBytes = 2048;

    internal string PullScope => $"repository:{Repository}:pull";

    internal string PushScope => $"repository:{Repository}:pull,push";

    public override string ToString() => $"{Host.Name}/{Repository}";

    /// <summary>A manifest or index; null when there is none.</summary>
    internal async Task<OciDocument?> GetManifestAsync(string tagOrDigest, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(Host, HttpMethod.Get, RegistryAddress.Manifest(Host, Repository, tagOrDigest), PullScope)
        {
            Accept = MediaTypes.ManifestsAndIndexes,
        };
        var (response, bytes) = await Transport.FetchAsync(request, cancellationToken);
        using var disposal = response;
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await EnsureAsync(response, request, cancellationToken, HttpStatusCode.OK);
        var document = new OciDocument(MediaTypeOf(response, bytes, $"{request}"), bytes);
        var promised = Digest.TryParse(tagOrDigest, out var digest) ? digest : PromisedDigest(response);
        return promised is null
            ? document
            : OciDocument.Verified(new Descriptor(document.MediaType, promised, bytes.Length), bytes, $"{request}");
    }

    /// <summary>Downloads a blob, continuing after failures.</summary>
    internal Stream OpenBlob(Descriptor descriptor, long fromByte) => new ResumingStream(
        $"{this}@{descriptor.Digest}",
        fromByte,
        descriptor.SizeBytes,
        Transport.Retry,
        (offset, token) => OpenBlobOnceAsync(descriptor, offset, token));

    internal async Task<bool> HasBlobAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(Host, HttpMethod.Head, RegistryAddress.Blob(Host, Repository, descriptor.Digest), PushScope);
        using var response = await Transport.SendAsync(request, cancellationToken);
        return response.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>Uploads a manifest; true when the registry keeps referrers by itself.</summary>
    internal async Task<bool> PutManifestAsync(OciDocument document, string tagOrDigest, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(Host, HttpMethod.Put, RegistryAddress.Manifest(Host, Repository, tagOrDigest), PushScope)
        {
            Content = () => new ReadOnlyMemoryContent(document.Bytes) { Headers = { ContentType = new(document.MediaType) } },
        };
        using var response = await Transport.SendAsync(request, cancellationToken);
        await EnsureAsync(response, request, cancellationToken, HttpStatusCode.Created);
        if (PromisedDigest(response) is { } stored && stored.Algorithm == "sha256" && stored != document.Descriptor.Digest)
        {
            throw new DependencyException(
                "IMG5214",
                $"{request}: the registry stored {stored}, but {document.Descriptor.Digest} was sent.");
        }

        return response.Headers.Contains("OCI-Subject");
    }

    /// <summary>Turns an unexpected status into an error that quotes what the registry says.</summary>
    internal async Task EnsureAsync(
        HttpResponseMessage response, RegistryRequest request, CancellationToken cancellationToken, params HttpStatusCode[] expected)
    {
        if (expected.Contains(response.StatusCode))
        {
            return;
        }

        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new DependencyException(
                "IMG5215",
                $"{request}: {(int)response.StatusCode} {response.ReasonPhrase}; the credentials for {Host.Name} are missing or not allowed to do this. "
                + $"Log in with docker login {Host.Name}.");
        }

        throw new DependencyException(
            "IMG5216",
            $"{request}: {(int)response.StatusCode} {response.ReasonPhrase} {await ErrorTextAsync(response, cancellationToken)}");
    }

    private async Task<Stream> OpenBlobOnceAsync(Descriptor descriptor, long fromByte, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(Host, HttpMethod.Get, RegistryAddress.Blob(Host, Repository, descriptor.Digest), PullScope)
        {
            FromByte = fromByte,
        };
        var response = await Transport.SendAsync(request, cancellationToken);
        try
        {
            await EnsureAsync(response, request, cancellationToken, HttpStatusCode.OK, HttpStatusCode.PartialContent);
            var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var isRange = response.StatusCode == HttpStatusCode.PartialContent;
            if (isRange && response.Content.Headers.ContentRange?.From != fromByte)
            {
                throw new DependencyException(
                    "IMG5217",
                    $"{request}: answers with the range {response.Content.Headers.ContentRange}, not from byte {fromByte}.");
            }

            return isRange ? body : await SkippingStream.SkipAsync(body, fromByte, cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static string MediaTypeOf(HttpResponseMessage response, byte[] bytes, string where)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        if (type is null or "application/json" or "application/octet-stream" or "text/plain")
        {
            type = OciVersion.SelfDeclared(bytes, where);
        }

        return MediaTypes.IsIndex(type) || MediaTypes.IsManifest(type)
            ? type
            : throw new UnsupportedException(
                "IMG3442",
                $"{where}: answers with \"{type}\""
                + (type.StartsWith(MediaTypes.DockerSchema1[..50], StringComparison.Ordinal) ? ", the withdrawn schema 1. Push the image again." : ", which is no image manifest or index."));
    }

    private static Digest? PromisedDigest(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Docker-Content-Digest", out var values) && Digest.TryParse(values.FirstOrDefault(), out var digest)
            ? digest
            : null;

    private async Task<string> ErrorTextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var body = await Transport.ReadBodyAsync(response, Host.Name, cancellationToken);
            var text = Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, MaxErrorBytes));
            return new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        }
        catch (Exception error) when (error is InvalidInputException || RegistryTransport.IsPassing(error, cancellationToken))
        {
            return string.Empty;                               // the status is the error; its text is only a help
        }
    }
}
