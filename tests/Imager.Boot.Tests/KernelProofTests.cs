using Imager.Boot.Tests.Support;
using Imager.Core;
using Xunit.Abstractions;

namespace Imager.Boot.Tests;

/// <summary>A compiled kernel takes the modules of its key and no others. Run by <c>./build.sh kernel-proof</c>.</summary>
public sealed class KernelProofTests(ITestOutputHelper output)
{
    private const string Refused = "refused Key was rejected by service";

    [KernelProofFact]
    [Trait("Category", "KernelProof")]
    [Trait("Architecture", "amd64")]
    public Task Compiled_kernel_takes_signed_modules_only_on_amd64() => ProveAsync(Architecture.Amd64);

    [KernelProofFact]
    [Trait("Category", "KernelProof")]
    [Trait("Architecture", "arm64")]
    public Task Compiled_kernel_takes_signed_modules_only_on_arm64() => ProveAsync(Architecture.Arm64);

    private async Task ProveAsync(Architecture architecture)
    {
        var hello = ModuleFile.Find(architecture, output);
        Assert.True(hello is { IsForCompiledKernel: true }, $"the module in artifacts is for {hello?.Release ?? "no kernel"}, not for a compiled one");
        var module = await File.ReadAllBytesAsync(hello.Path);
        var payload = SignedModule.Payload(module);
        var name = $"kernel-proof-{architecture}";
        var modules = new Dictionary<string, byte[]>
        {
            ["a-unsigned.ko"] = payload,
            ["b-stranger.ko"] = await SignedModule.SignByStrangerAsync(payload, Path.Combine(BootPaths.Work, name + "-key")),
            ["c-altered.ko"] = SignedModule.Alter(module),
            ["hello.ko"] = module,
        };

        // Without what images have on their command line by default: the kernel itself has to enforce.
        var report = await ModuleBoot.RunAsync(name, architecture, hello.Release, modules, "-module.sig_enforce");
        output.WriteLine(report.Text);

        Assert.Equal("uefi", report.One("firmware"));
        Assert.DoesNotContain("sig_enforce", report.One("cmdline"), StringComparison.Ordinal);
        Assert.StartsWith(hello.Release + " ", report.One("kernel"), StringComparison.Ordinal);
        Assert.Equal(
            [$"a_unsigned {Refused}", $"b_stranger {Refused}", $"c_altered {Refused}", "hello loaded"], report.All("module"));
    }
}
