using Imager.BuildKit.Solve;

namespace Imager.BuildKit.Tests;

public sealed class DockerfileTextTests
{
    private const string Dockerfile = """
        # comment
        FROM scratch AS build
        RUN make \
            # inside
            all \

            install
        FROM build
        RUN  echo   twice
        FROM build as last
        run echo twice
        """;

    private readonly DockerfileText _text = new(Dockerfile);

    [Theory]
    [InlineData("[build 2/2] RUN make     all     install", "   3 | RUN make \\,   4 |     # inside,   5 |     all \\,   6 | ,   7 |     install")]
    [InlineData("[stage-1 2/2] RUN echo twice", "   9 | RUN  echo   twice")]
    [InlineData("[linux/amd64 stage-1 2/2] RUN echo twice", "   9 | RUN  echo   twice")]
    [InlineData("[last 2/2] run echo twice", "  11 | run echo twice")]
    [InlineData("[2/2] RUN echo twice", "   9 | RUN  echo   twice")]
    [InlineData("[internal] load metadata", "")]
    [InlineData("exporting", "")]
    public void LinesOf_finds_the_instruction_of_a_step(string step, string expected) =>
        Assert.Equal(expected, string.Join(',', _text.LinesOf(step)));

    [Theory]
    [InlineData("dockerfile parse error line 2: unknown instruction", "   2 | FROM scratch AS build")]
    [InlineData("dockerfile parse error line 99: unknown", "")]
    [InlineData("something else", "")]
    public void LinesOfParseError_reads_the_number(string message, string expected) =>
        Assert.Equal(expected, string.Join(',', _text.LinesOfParseError(message)));
}
