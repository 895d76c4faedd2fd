using System.ComponentModel;
using System.Diagnostics;
using Imager.Core;
using Imager.Oci.Model;

namespace Imager.Oci.Registry;

/// <summary>Runs credential helpers as programs found in PATH.</summary>
/// <remarks>Protocol of docker/docker-credential-helpers: server on standard input, JSON on standard output.</remarks>
public sealed class ProcessCredentialHelper : ICredentialHelper
{
    private const string TokenUser = "<token>";

    /// <inheritdoc/>
    /// <exception cref="HostEnvironmentException">The helper is not installed.</exception>
    /// <exception cref="DependencyException">The helper failed.</exception>
    public async Task<RegistryCredentials?> GetAsync(string name, string server, CancellationToken cancellationToken)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw new InvalidInputException(
                "IMG2996",
                $"the credential helper \"{name}\" in the docker configuration is no plain program name.");
        }

        var program = "docker-credential-" + name;
        using var process = Start(program);
        try
        {
            await process.StandardInput.WriteAsync(server.AsMemory(), cancellationToken);
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await BoundedOutputAsync(process, program, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return Read(program, server, process.ExitCode, output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Task<byte[]> BoundedOutputAsync(Process process, string program, CancellationToken cancellationToken) =>
        Storage.BoundedRead.AllAsync(process.StandardOutput.BaseStream, program, cancellationToken);

    private static Process Start(string program)
    {
        var start = new ProcessStartInfo(program)
        {
            ArgumentList = { "get" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new HostEnvironmentException(
                "IMG4220",
                $"{program}: cannot be run: {error.Message} Install it, or remove the helper from the docker configuration.", error);
        }
    }

    private static RegistryCredentials? Read(string program, string server, int exitCode, byte[] output, string error)
    {
        if (exitCode != 0)
        {
            var text = System.Text.Encoding.UTF8.GetString(output);
            return text.Contains("credentials not found", StringComparison.OrdinalIgnoreCase)
                ? null
                : throw new DependencyException(
                    "IMG5206",
                    $"{program} get ({server}): exit code {exitCode}: {(error + text).Trim()}");
        }

        return OciJson.Read(output, program, node =>
        {
            var (user, secret) = (node.Required("Username").AsText(), node.Required("Secret").AsText());
            return new RegistryCredentials(user, secret) { IsIdentityToken = user == TokenUser };
        });
    }
}
