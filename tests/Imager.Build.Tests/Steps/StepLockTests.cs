using Imager.Build.Make;
using Imager.Build.Steps;
using Imager.Build.Tests.Support;
using Imager.Core;

namespace Imager.Build.Tests.Steps;

public sealed class StepLockTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new();

    private BuildPaths Paths => new(folder.Path, folder.Path);

    public void Dispose()
    {
        output.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task AcquireAsync_waits_while_somebody_else_has_the_lock()
    {
        var waits = 0;
        var first = await StepLock.AcquireAsync(Paths, "x", () => waits++, CancellationToken.None);

        var second = StepLock.AcquireAsync(Paths, "x", () => waits++, CancellationToken.None);
        Assert.Equal(1, waits);
        first.Dispose();

        (await second).Dispose();
        Assert.Equal(1, waits);
    }

    [Fact]
    public async Task ShareAsync_waits_only_for_who_wants_the_lock_alone()
    {
        using var one = await StepLock.ShareAsync(Paths, "x", NoWait, CancellationToken.None);
        var two = await StepLock.ShareAsync(Paths, "x", NoWait, CancellationToken.None);
        two.Dispose();
        var waits = 0;

        var alone = StepLock.AcquireAsync(Paths, "x", () => waits++, CancellationToken.None);
        Assert.Equal(1, waits);
        one.Dispose();

        (await alone).Dispose();
    }

    [Fact]
    public async Task AcquireAsync_fails_at_once_when_the_file_cannot_be_opened()
    {
        Directory.CreateDirectory(Path.Combine(Paths.Locks, "x"));

        var error = await Assert.ThrowsAsync<FileAccessException>(() => StepLock.AcquireAsync(Paths, "x", NoWait, CancellationToken.None));

        Assert.Equal("IMG6302", error.Code);
        Assert.Contains(Path.Combine(Paths.Locks, "x"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AcquireAsync_fails_at_once_when_its_folder_cannot_be_made()
    {
        folder.Write("artifacts", "a file");

        var error = await Assert.ThrowsAsync<FileAccessException>(() => StepLock.AcquireAsync(Paths, "x", NoWait, CancellationToken.None));

        Assert.Contains(Paths.Artifacts, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", false, "made by root. Make it yours: sudo chown -R $USER /r/artifacts")]
    [InlineData("0", true, "not read-only")]
    [InlineData("1000", false, "not read-only")]
    [InlineData(null, false, "not read-only")]
    public void Advice_is_about_root_when_root_owns_the_folder_of_somebody_else(string? owner, bool isPrivileged, string expected) =>
        Assert.Contains(expected, FolderOwner.Advice("/r/artifacts", owner, isPrivileged), StringComparison.Ordinal);

    [Fact]
    public async Task RunAloneAsync_waits_until_other_runs_have_ended_and_lets_new_ones_in_afterwards()
    {
        using var cleaning = NewRunLock();
        using var other = NewRunLock();
        await cleaning.EnterAsync(CancellationToken.None);
        await other.EnterAsync(CancellationToken.None);
        var cleaned = false;

        var work = cleaning.RunAloneAsync(() => cleaned = true, CancellationToken.None);
        Assert.False(cleaned);
        Assert.Contains("another run is working in artifacts; waiting", output.ToString(), StringComparison.Ordinal);
        other.Dispose();
        await work;

        Assert.True(cleaned);
        await other.EnterAsync(CancellationToken.None);
    }

    private static void NoWait() => Assert.Fail("nobody has the lock");

    private RunLock NewRunLock() => new(Paths, new BuildConsole(output, TextWriter.Null));
}
