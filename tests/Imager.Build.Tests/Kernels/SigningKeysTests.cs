using Imager.Build.Kernels;
using Imager.Build.Make;
using Imager.Build.Tests.Support;
using Imager.Core;

namespace Imager.Build.Tests.Kernels;

public sealed class SigningKeysTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Get_makes_a_key_once_and_keeps_it()
    {
        Assert.Null(Keys().Peek());
        var first = Keys().Get();

        Assert.Equal(first.Fingerprint, Keys().Get().Fingerprint);
        Assert.Equal(first.Fingerprint, Keys().Peek()?.Fingerprint);
    }

    [Fact]
    public void Get_writes_a_key_that_only_its_owner_reads()
    {
        Keys().Get();

        var file = Path.Combine(folder.Path, "artifacts", "keys", "module-signing-key.pem");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file));
    }

    [Fact]
    public void Get_makes_a_new_key_for_each_run_when_it_is_ephemeral()
    {
        var keys = Keys("ephemeral");

        Assert.Equal(keys.Get().Fingerprint, keys.Get().Fingerprint);
        Assert.NotEqual(keys.Get().Fingerprint, Keys("ephemeral").Get().Fingerprint);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "artifacts")));
    }

    [Fact]
    public void Get_fails_when_the_named_file_is_missing() =>
        Assert.Equal("IMG2642", Assert.Throws<InvalidInputException>(() => Keys("nowhere.pem").Get()).Code);

    private SigningKeys Keys(string? given = null)
    {
        // The tag of images comes from this file.
        File.WriteAllText(Path.Combine(folder.Path, "Directory.Build.props"), "<Project />");
        var arguments = given is null ? [] : new Dictionary<string, string> { ["MODULE_SIGNING_KEY"] = given };
        var console = new BuildConsole(TextWriter.Null, TextWriter.Null);
        return new BuildContext(
            new MakeContext(console, new MakeArguments(arguments), force: false),
            new BuildPaths(folder.Path, folder.Path),
            _ => null).SigningKeys;
    }
}
