using Imager.Boot.Tests.Support;
using Imager.Core;
using Xunit.Abstractions;

namespace Imager.Boot.Tests;

/// <summary>A module that was compiled here against the headers of Debian's prebuilt kernel.</summary>
public sealed class PrebuiltModuleTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("-module.sig_enforce", "hello loaded")]
    [InlineData("module.sig_enforce=1", "hello refused Key was rejected by service")]
    [Trait("Category", "Boot")]
    public async Task Module_loads_unless_the_kernel_enforces_signatures(string argument, string expected)
    {
        // After kernel-proof the artifacts are those of a compiled kernel, which has tests of its own.
        if (ModuleFile.Find(Architecture.Amd64, output) is not { IsForCompiledKernel: false } hello)
        {
            return;
        }

        var report = await ModuleBoot.RunAsync(
            $"prebuilt-module-{(argument[0] == '-' ? "plain" : "enforced")}",
            Architecture.Amd64,
            hello.Release,
            new Dictionary<string, byte[]> { ["hello.ko"] = await File.ReadAllBytesAsync(hello.Path) },
            argument);
        output.WriteLine(report.Text);

        Assert.Equal([expected], report.All("module"));
    }
}
