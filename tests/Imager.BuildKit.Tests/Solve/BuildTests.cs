namespace Imager.BuildKit.Tests;

[Trait("Category", "Oracle")]
public sealed class BuildTests(DockerdFixture dockerd) : BuildTestBase(dockerd)
{
    [Fact]
    public async Task SolveAsync_writes_the_files_when_the_output_is_a_folder()
    {
        if (!IsReady())
        {
            return;
        }

        var request = Prepare(
            Base + "RUN echo hello > /out.txt\nFROM scratch\nCOPY --from=base /out.txt /sub/out.txt\n",
            new BuildOutput.LocalFolder(Folder["out"]));

        var result = await SolveAsync(request);

        Assert.Equal("hello\n", File.ReadAllText(Folder["out/sub/out.txt"]));
        Assert.True(result.Steps > 3);
    }
}
