using Imager.Build.Testing;
using Imager.Build.Tests.Support;

namespace Imager.Build.Tests.Testing;

public sealed class TrxFileTests : IDisposable
{
    private const string Sample = """
        <?xml version="1.0" encoding="utf-8"?>
        <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
          <Results>
            <UnitTestResult testName="a" outcome="Passed" />
            <UnitTestResult testName="b" outcome="Passed" />
            <UnitTestResult testName="c" outcome="Failed" />
            <UnitTestResult testName="d" outcome="NotExecuted" />
            <UnitTestResult testName="e" outcome="Timeout" />
          </Results>
        </TestRun>
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_counts_by_outcome_and_takes_the_unknown_for_failed()
    {
        Assert.Equal(new TestCounts(2, 2, 1), TrxFile.Read(folder.Write("sample.trx", Sample)));
    }

    [Fact]
    public void Read_finds_no_tests_when_there_is_no_file()
    {
        Assert.Equal(TestCounts.None, TrxFile.Read(Path.Combine(folder.Path, "none.trx")));
    }

    [Fact]
    public void ToString_is_the_line_that_machines_read()
    {
        Assert.Equal("2 passed, 0 failed", new TestCounts(2, 0, 0).ToString());
        Assert.Equal("2 passed, 1 failed, 3 skipped", new TestCounts(2, 1, 3).ToString());
    }
}
