using Cake.Core.Diagnostics;
using Imager.Images;
using Imager.Trust;

namespace Imager.Build.Images;

/// <summary>Container images as the imager command gets them: its policy of the caller's folder, logins, mirrors and proxies.</summary>
internal static class RegistryImages
{
    public static ContainerImages Open(BuildContext context)
    {
        var settings = new ContainerSettings
        {
            Mirrors = context.Variables[BuildVariables.RegistryMirrors] is { Length: > 0 } mirrors ? [mirrors] : [],
            CacheFolder = context.Paths.Blobs,
        };
        var reporter = new LogReporter(context.Log);
        return new(settings.Registries(context.EnvironmentVariable), PolicyTrust.Load(settings, context.EnvironmentVariable, reporter), reporter);
    }

    private sealed class LogReporter(ICakeLog log) : IBuildReporter
    {
        public void Progress(string message) => log.Information(message);

        public void Warn(string message) => log.Warning(message);
    }
}
