using Cake.Core.Diagnostics;
using Imager.Build.Steps;

namespace Imager.Build.Processes;

/// <summary>The .NET SDK. Compiling goes one at a time: projects share their intermediate files.</summary>
public sealed class Dotnet(BuildPaths paths, ICakeLog log)
{
    /// <summary>Without servers that would outlive the run, and showing their last lines only when they fail.</summary>
    private static readonly string[] QuietOptions =
        ["-c", "Release", "-v", "quiet", "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false"];

    /// <summary>The SDK's program that runs this very process.</summary>
    private static string Program => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? Environment.ProcessPath ?? "dotnet";

    /// <summary>Runs <c>dotnet build</c>, <c>publish</c> or <c>pack</c>.</summary>
    public async Task CompileAsync(string verb, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var compileLock = await StepLock.AcquireAsync(
            paths, "dotnet", () => log.Verbose("waiting for another compile"), cancellationToken);
        await ToolProcess.RunCheckedAsync(
            Call([verb, .. arguments, .. QuietOptions]), log.Verbose, cancellationToken);
    }

    /// <summary>A call of the SDK, in the repository.</summary>
    public ToolCall Call(IReadOnlyList<string> arguments) => new(Program, arguments)
    {
        WorkingDirectory = paths.Root,
        Environment = new Dictionary<string, string> { ["DOTNET_NOLOGO"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" },
    };
}
