using Imager.Build.Processes;
using Imager.Core;
using Imager.Tests.Assets;
using Xunit.Abstractions;

namespace Imager.Boot.Tests.Support;

/// <summary>The hello module as <c>./build.sh</c> left it, and the release it was built for.</summary>
public sealed record ModuleFile(string Path, string Release)
{
    /// <summary>Our kernels have a release of their own.</summary>
    public bool IsForCompiledKernel => Release.Contains("-imager", StringComparison.Ordinal);

    /// <summary>Finds it with all that booting takes; null, and a line why, when something is missing.</summary>
    /// <remarks>With IMAGER_REQUIRE_ORACLES=1 what is missing is a failure.</remarks>
    public static ModuleFile? Find(Architecture architecture, ITestOutputHelper output)
    {
        var boot = new BootCase(BootImage.Iso(architecture, Profiles.Bootloader.SdBoot), Build.Qemu.QemuBus.Cdrom, Build.Qemu.QemuFirmware.Uefi);
        if (BootRequirements.AreMissing(boot, output))
        {
            return null;
        }

        var path = ModuleBoot.FindHello(architecture);
        var missing = string.Join(", ", new[] { "mksquashfs", "cpio", "openssl" }.Where(tool => !ToolProcess.Exists(tool))
            .Concat(path is null ? ["artifacts/module-hello-" + architecture + " (run ./build.sh hello-module)"] : []));
        if (missing.Length > 0)
        {
            Assert.False(
                Environment.GetEnvironmentVariable("IMAGER_REQUIRE_ORACLES") == "1", $"IMAGER_REQUIRE_ORACLES=1, but there is no {missing}");
            output.WriteLine($"not booted, there is no {missing}");
            return null;
        }

        var release = System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(System.IO.Path.GetDirectoryName(path!)!)!);
        return new(path!, release);
    }
}
