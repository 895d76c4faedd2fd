using System.Net;
using System.Security.Cryptography;
using Imager.Core;

namespace Imager.Build.Kernels;

/// <summary>Downloads a tar of kernel source and checks it against its digest while it is written.</summary>
public static class KernelDownload
{
    private const int Tries = 3;
    private const int BufferBytes = 128 * 1024;

    /// <summary>Leaves the verified file, named as in the address, in <paramref name="folder"/>.</summary>
    /// <exception cref="DependencyException">The server fails three times, or sends something else.</exception>
    public static async Task FetchAsync(
        KernelSource.Download source, string folder, IWebProxy proxy, Action<string> notice, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Path.GetFileName(source.Address.AbsolutePath));

        using var client = new HttpClient(new SocketsHttpHandler { Proxy = proxy });
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var found = await CopyAsync(client, source.Address, path, cancellationToken);
                if (found == source.Sha256)
                {
                    return;
                }

                File.Delete(path);
                throw new DependencyException(
                    "IMG5400",
                    $"KERNEL_SOURCE: {source.Address} has sha256 {found}, not {source.Sha256}. Either the digest is mistyped or the file is "
                    + "not what it should be; it was deleted.");
            }
            catch (Exception error) when (error is HttpRequestException or IOException && attempt < Tries)
            {
                notice($"{source.Address}: {error.Message}; trying again");
                await Task.Delay(TimeSpan.FromSeconds(attempt), cancellationToken);
            }
            catch (HttpRequestException error)
            {
                throw new DependencyException(
                    "IMG5401", $"KERNEL_SOURCE: {source.Address} cannot be downloaded: {error.Message}. Download it yourself and name the file.", error);
            }
        }
    }

    private static async Task<string> CopyAsync(HttpClient client, Uri address, string path, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        for (int count; (count = await content.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            hash.AppendData(buffer.AsSpan(0, count));
            await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
