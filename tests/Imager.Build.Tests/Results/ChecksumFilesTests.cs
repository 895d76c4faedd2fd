using Imager.Build.Processes;
using Imager.Build.Results;
using Imager.Build.Tests.Support;

namespace Imager.Build.Tests.Results;

public sealed class ChecksumFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task WriteAsync_sorts_by_name_and_writes_the_known_digest_of_nothing()
    {
        folder.Write("b", string.Empty);
        folder.Write("a", "abc");

        await ChecksumFiles.WriteAsync(folder.Path, ["b", "a"], default);

        Assert.Equal(
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a\n"
            + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  b\n",
            await File.ReadAllTextAsync(Path.Combine(folder.Path, "sha256sum.txt")));
    }

    [Theory]
    [InlineData("sha256sum")]
    [InlineData("sha512sum")]
    [Trait("Category", "Oracle")]
    public async Task Coreutils_accept_the_sums_and_notice_a_changed_file(string program)
    {
        folder.Write("metal-amd64.iso", new string('x', 3_000_000));
        await ChecksumFiles.WriteAsync(folder.Path, ["metal-amd64.iso"], default);
        var call = new ToolCall(program, ["--strict", "-c", $"{program}.txt"]) { WorkingDirectory = folder.Path };

        var good = await ToolProcess.RunAsync(call, _ => { }, default);
        folder.Write("metal-amd64.iso", new string('y', 3_000_000));
        var bad = await ToolProcess.RunAsync(call, _ => { }, default);

        Assert.Equal((0, 1), (good, bad));
    }
}
