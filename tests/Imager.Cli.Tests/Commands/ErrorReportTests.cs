using Imager.Core;

namespace Imager.Cli.Tests.Commands;

public sealed class ErrorReportTests
{
    public static TheoryData<Exception, int> Errors { get; } = new()
    {
        { new InvalidInputException("IMG2000", "x"), 2 },
        { new UnsupportedException("IMG3000", "x"), 3 },
        { new HostEnvironmentException("IMG4000", "x"), 4 },
        { new DependencyException("IMG5000", "x"), 5 },
        { new FileAccessException("IMG6000", "x"), 6 },
        { new OperationCanceledException(), 130 },
        { new InvalidOperationException("x"), 1 },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Write_gives_each_kind_of_error_its_exit_code(Exception error, int expected)
    {
        using var target = new StringWriter();

        var code = ErrorReport.Write(error, target);

        Assert.Equal(expected, (int)code);
        Assert.StartsWith("imager: ", target.ToString(), StringComparison.Ordinal);
    }
}
