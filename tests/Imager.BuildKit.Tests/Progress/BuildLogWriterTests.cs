using System.Text;

namespace Imager.BuildKit.Tests;

public sealed class BuildLogWriterTests
{
    [Fact]
    public void Report_writes_every_line_and_counts_what_the_engine_left_out()
    {
        var text = new StringWriter();
        var log = new BuildLogWriter(text);
        var step = new BuildStep("sha256:a", "[build 1/1] RUN make", false, DateTimeOffset.UnixEpoch, null, string.Empty);

        log.Report(new([step], [], [Piece("cc a.c\ncc b"), Piece(".c\n")], []));
        log.Report(new([], [], [Piece("[output clipped, log limit 1MiB reached]\n")], []));
        log.Report(new([step with { Completed = DateTimeOffset.UnixEpoch.AddSeconds(2) }], [], [], []));

        Assert.Equal(1, log.ClippedPieces);
        Assert.Equal(
            "#1 [build 1/1] RUN make\n#1 0.000 cc a.c\n#1 0.000 cc b.c\n#1 0.000 [output clipped, log limit 1MiB reached]\n#1 done 2.0s\n",
            text.ToString());
    }

    private static BuildLog Piece(string text) => new("sha256:a", null, false, Encoding.UTF8.GetBytes(text));
}
