using Imager.BuildKit.Host;
using Imager.Core;

namespace Imager.BuildKit.Engine;

/// <summary>Installs docker.io with apt when that was asked for, and otherwise says how to.</summary>
internal sealed class DockerInstaller(EngineOptions options, IProcessRunner processes)
{
    private static readonly Dictionary<string, string> s_quiet = new() { ["DEBIAN_FRONTEND"] = "noninteractive" };

    /// <exception cref="HostEnvironmentException">It may not or cannot be installed.</exception>
    public async Task InstallAsync(string refusal, CancellationToken cancellationToken)
    {
        var isWanted = options.Install
            || string.Equals(options.ReadEnvironment("CI"), "true", StringComparison.OrdinalIgnoreCase);
        var hasApt = processes.Find("apt-get") is not null;
        if (!isWanted || !hasApt || !Environment.IsPrivilegedProcess)
        {
            throw new HostEnvironmentException(
                "IMG4102",
                $"no Docker engine found: {refusal.TrimEnd('.')}, and dockerd is not installed. "
                + (hasApt
                    ? "Install it: `sudo apt-get install --no-install-recommends docker.io` (as root, --install or "
                    + "CI=true does it for you), "
                    : "Install the docker engine (on Debian and Ubuntu: docker.io), ")
                + "or name an engine with --engine or DOCKER_HOST.");
        }

        options.Notice("installing docker.io with apt-get");
        var outcome = await InstallAsync(cancellationToken);
        if (outcome.ExitCode != 0)
        {
            // A fresh machine or container has no package lists yet.
            await processes.RunAsync(new("apt-get", ["-q", "update"]) { Environment = s_quiet }, cancellationToken);
            outcome = await InstallAsync(cancellationToken);
        }

        if (outcome.ExitCode != 0)
        {
            var lines = (outcome.Output + outcome.Error).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            throw new HostEnvironmentException(
                "IMG4109",
                $"`apt-get install docker.io` ended with code {outcome.ExitCode}:"
                + string.Concat(lines.TakeLast(10).Select(line => $"\n     | {line}")));
        }
    }

    private Task<ProcessOutcome> InstallAsync(CancellationToken cancellationToken) => processes.RunAsync(
        new("apt-get", ["-q", "-y", "install", "--no-install-recommends", "docker.io"]) { Environment = s_quiet },
        cancellationToken);
}
