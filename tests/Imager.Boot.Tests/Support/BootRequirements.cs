using Imager.Build.Processes;
using Imager.Build.Qemu;
using Imager.Core;
using Imager.Tests.Assets;
using Xunit.Abstractions;

namespace Imager.Boot.Tests.Support;

/// <summary>What a boot needs from this machine.</summary>
public static class BootRequirements
{
    /// <summary>Whether something is missing. Says so and lets the test pass; with IMAGER_REQUIRE_ORACLES=1 it fails.</summary>
    public static bool AreMissing(BootCase boot, ITestOutputHelper output)
    {
        var missing = string.Join("; ", Missing(boot));
        if (missing.Length == 0)
        {
            return false;
        }

        Assert.False(
            Environment.GetEnvironmentVariable("IMAGER_REQUIRE_ORACLES") == "1",
            $"IMAGER_REQUIRE_ORACLES=1, but there is no {missing}");
        output.WriteLine($"not booted, there is no {missing}");
        return true;
    }

    private static IEnumerable<string> Missing(BootCase boot)
    {
        var architecture = boot.Image.Architecture;
        foreach (var path in Repository.AssetPaths(architecture.Name).Where(path => !Path.Exists(path)))
        {
            yield return $"{path} (run ./build.sh ARCH={architecture})";
        }

        var program = new QemuMachine { Architecture = architecture }.Program;
        foreach (var tool in new[] { program, "zstd", "tar" }.Where(tool => !ToolProcess.Exists(tool)))
        {
            yield return tool;
        }

        if (boot.Firmware == QemuFirmware.Uefi && FirmwareProblem(architecture) is { } problem)
        {
            yield return problem;
        }
    }

    private static string? FirmwareProblem(Architecture architecture)
    {
        try
        {
            OvmfFiles.Find(architecture);
            return null;
        }
        catch (HostEnvironmentException error)
        {
            return error.Message;
        }
    }
}
