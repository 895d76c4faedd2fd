using System.Xml.Linq;

namespace Imager.Build.Testing;

/// <summary>Reads the results file of a test run (trx, the format of the .NET test platform).</summary>
public static class TrxFile
{
    /// <summary>Counts the results; a file that is not there, as after "no test matches", counts as no tests.</summary>
    public static TestCounts Read(string path)
    {
        if (!File.Exists(path))
        {
            return TestCounts.None;
        }

        var results = XDocument.Load(path).Descendants().Where(element => element.Name.LocalName == "UnitTestResult");
        return results.Select(result => (string?)result.Attribute("outcome")).Aggregate(TestCounts.None, Count);
    }

    private static TestCounts Count(TestCounts counts, string? outcome) => outcome switch
    {
        "Passed" => counts with { Passed = counts.Passed + 1 },
        "NotExecuted" => counts with { Skipped = counts.Skipped + 1 },
        _ => counts with { Failed = counts.Failed + 1 },
    };
}
