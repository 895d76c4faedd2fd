using Imager.Core;

namespace Imager.BuildKit;

/// <summary>Files for TLS to an engine; a null path means the system's default.</summary>
public sealed record EngineTls(
    string? AuthorityPath, string? CertificatePath, string? KeyPath, string? ServerName = null)
{
    /// <summary>A folder with ca.pem, cert.pem and key.pem, as DOCKER_CERT_PATH names one.</summary>
    /// <exception cref="HostEnvironmentException">One of the three is not there.</exception>
    public static EngineTls FromFolder(string folder)
    {
        string[] names = ["ca.pem", "cert.pem", "key.pem"];
        var missing = names.Where(name => !File.Exists(Path.Combine(folder, name))).ToList();
        return missing.Count == 0
            ? new(Path.Combine(folder, names[0]), Path.Combine(folder, names[1]), Path.Combine(folder, names[2]))
            : throw new HostEnvironmentException(
                "IMG4430",
                $"the TLS folder {folder} has no {string.Join(", ", missing)}. Put the authority's certificate as ca.pem, "
                + "the client's certificate as cert.pem and its key as key.pem there.");
    }
}
