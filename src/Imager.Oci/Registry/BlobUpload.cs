using System.Net;
using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Storage;

namespace Imager.Oci.Registry;

/// <summary>Brings one blob of a store to a repository: it is there, it is mounted, or it is sent (whole or in pieces).</summary>
/// <remarks>Distribution spec 1.1, "Pushing blobs". A failed whole upload begins anew, a failed piece where the registry says it stopped.</remarks>
internal sealed class BlobUpload(RegistryEndpoint endpoint, BlobStore store, Descriptor blob, long chunkBytes)
{
    private readonly RetryPolicy _retry = endpoint.Transport.Retry;

    internal async Task RunAsync(IReadOnlyList<string> mountFrom, CancellationToken cancellationToken)
    {
        if (await endpoint.HasBlobAsync(blob, cancellationToken))
        {
            return;
        }

        foreach (var repository in mountFrom.Where(repository => repository != endpoint.Repository))
        {
            if (await MountAsync(repository, cancellationToken))
            {
                return;
            }
        }

        for (var failures = 1; ; failures++)
        {
            try
            {
                await SendAsync(cancellationToken);
                return;
            }
            catch (PassingFailure failure)
            {
                if (failures >= _retry.Attempts)
                {
                    throw new DependencyException(
                        "IMG5218",
                        $"{endpoint}: upload of {blob.Digest} failed {failures} times: {failure.Message}", failure);
                }

                await _retry.Wait(_retry.DelayAfter(failures), cancellationToken);
            }
        }
    }

    private async Task<bool> MountAsync(string fromRepository, CancellationToken cancellationToken)
    {
        var address = RegistryAddress.Mount(endpoint.Host, endpoint.Repository, blob.Digest, fromRepository);
        var request = new RegistryRequest(endpoint.Host, HttpMethod.Post, address, $"{endpoint.PushScope} repository:{fromRepository}:pull");
        using var response = await endpoint.Transport.SendAsync(request, cancellationToken);
        return response.StatusCode == HttpStatusCode.Created;  // 202 began an upload instead; registries drop it after a while
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        var start = new RegistryRequest(
            endpoint.Host, HttpMethod.Post, RegistryAddress.Upload(endpoint.Host, endpoint.Repository), endpoint.PushScope);
        using var response = await endpoint.Transport.SendAsync(start, cancellationToken);
        await endpoint.EnsureAsync(response, start, cancellationToken, HttpStatusCode.Accepted);
        var location = LocationOf(response, start);
        if (blob.SizeBytes <= chunkBytes)
        {
            await FinishAsync(location, () => Piece(0, blob.SizeBytes), cancellationToken);
        }
        else
        {
            location = await SendPiecesAsync(location, cancellationToken);
            await FinishAsync(location, null, cancellationToken);
        }
    }

    private async Task<Uri> SendPiecesAsync(Uri location, CancellationToken cancellationToken)
    {
        var offset = 0L;
        var failures = 0;
        while (offset < blob.SizeBytes)
        {
            var (from, count) = (offset, Math.Min(chunkBytes, blob.SizeBytes - offset));
            var request = UploadRequest(HttpMethod.Patch, location, () => Piece(from, count));
            try
            {
                using var response = await endpoint.Transport.SendAsync(request, cancellationToken);
                await endpoint.EnsureAsync(response, request, cancellationToken, HttpStatusCode.Accepted);
                location = LocationOf(response, request);
                offset += count;
            }
            catch (PassingFailure) when (++failures < _retry.Attempts)
            {
                await _retry.Wait(_retry.DelayAfter(failures), cancellationToken);
                (location, offset) = await AskProgressAsync(location, cancellationToken);
            }
        }

        return location;
    }

    /// <summary>Where the registry expects the next byte; an upload it forgot begins anew.</summary>
    private async Task<(Uri Location, long Offset)> AskProgressAsync(Uri location, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(endpoint.Host, HttpMethod.Get, location, endpoint.PushScope);
        using var response = await endpoint.Transport.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.NoContent)
        {
            throw new PassingFailure($"{request}: the upload is lost ({(int)response.StatusCode})", null);
        }

        var range = response.Headers.TryGetValues("Range", out var values) ? values.First() : string.Empty;
        var last = long.TryParse(range.Split('-').Last(), out var number) ? number : 0;
        return (LocationOf(response, request), last == 0 ? 0 : last + 1);
    }

    private async Task FinishAsync(Uri location, Func<HttpContent>? content, CancellationToken cancellationToken)
    {
        var separator = location.Query.Length > 0 ? "&" : "?";
        var address = new Uri($"{location}{separator}digest={Uri.EscapeDataString($"{blob.Digest}")}");
        var request = UploadRequest(HttpMethod.Put, address, content ?? (() => new ByteArrayContent([])));
        using var response = await endpoint.Transport.SendAsync(request, cancellationToken);
        await endpoint.EnsureAsync(response, request, cancellationToken, HttpStatusCode.Created);
    }

    private RegistryRequest UploadRequest(HttpMethod method, Uri address, Func<HttpContent> content) =>
        new(endpoint.Host, method, address, endpoint.PushScope) { Content = content, IsRepeatable = false };

    private StreamContent Piece(long offset, long count)
    {
        var slice = new FileSliceStream(store.OpenUnverified(blob.Digest), offset, count);
        var content = new StreamContent(slice, 128 * 1024);
        content.Headers.ContentLength = count;
        content.Headers.ContentType = new("application/octet-stream");
        if (count < blob.SizeBytes)
        {
            content.Headers.TryAddWithoutValidation("Content-Range", $"{offset}-{offset + count - 1}");
        }

        return content;
    }

    private static Uri LocationOf(HttpResponseMessage response, RegistryRequest request) => response.Headers.Location is { } location
        ? RegistryTransport.Resolve(request, request.Address, location)
        : throw new DependencyException("IMG5219", $"{request}: the registry names no place (Location) for the upload.");
}
