using System.Runtime.Versioning;
using Imager.Build.Tests.Support;

namespace Imager.Build.Tests;

[UnsupportedOSPlatform("windows")]
public sealed class StartScriptTests : IDisposable
{
    private readonly StartScript script = new();

    public void Dispose() => script.Dispose();

    [Fact]
    public async Task Build_program_is_compiled_once_for_one_state_of_its_sources()
    {
        (await script.RunAsync()).MustEnd(0, "started");
        (await script.RunAsync()).MustEnd(0, "started");

        Assert.Equal(1, script.Compiles);
    }

    [Theory]
    [InlineData("build/Make/New.cs")]
    [InlineData("build/Program.cs")]
    [InlineData("src/Imager/Imager.csproj")]
    [InlineData("profiles/metal.yaml")]
    [InlineData("Directory.Build.props")]
    [InlineData("global.json")]
    public async Task Build_program_is_compiled_again_when_a_source_of_it_changed(string source)
    {
        await script.RunAsync();
        script.Write(source, "two");

        (await script.RunAsync()).MustEnd(0, "started");

        Assert.Equal(2, script.Compiles);
    }

    [Theory]
    [InlineData("out/metal-amd64.iso")]
    [InlineData("cosign.pub")]
    [InlineData("policy.json")]
    [InlineData("build/Recipes/kernel/config-amd64")]
    [InlineData("build/README.md")]
    [InlineData("src/Imager/obj/project.assets.json")]
    [InlineData("src/Imager/.Types.cs.swp")]
    public async Task Build_program_is_not_compiled_again_when_something_else_changed(string path)
    {
        await script.RunAsync();
        script.Write(path, "two");

        (await script.RunAsync()).MustEnd(0, "started");

        Assert.Equal(1, script.Compiles);
    }

    [Theory]
    [InlineData("Program.cs(1,1): error CS1002: ; expected", "does not compile")]
    [InlineData("error MSB3021: Unable to copy file. No space left on device : '/x'", "the disk is full")]
    [InlineData("error CS0016: Could not write to output file 'x' -- 'No space left on device'", "the disk is full")]
    [InlineData("error MSB3191: Unable to create directory. Read-only file system : '/x'", "sudo chown -R $USER")]
    [InlineData("error NU1301: Unable to load the service index", "packages of the build program cannot be restored")]
    [InlineData("Killed", "could not compile the build program (exit code 1)")]
    public async Task Build_script_says_why_dotnet_failed(string words, string expected)
    {
        script.Write("words", words);

        (await script.RunAsync()).MustEnd(4, expected);
    }

    [Fact]
    public async Task Build_script_says_that_its_folder_cannot_be_written()
    {
        script.Write("artifacts/.cache/host", "a file where a folder has to be");

        (await script.RunAsync()).MustEnd(4, "cannot be written to");
    }
}
