using Imager.Profiles.Network;
using Imager.Profiles.Network.Reading;

namespace Imager.Profiles.MachineConfig;

/// <summary>Turns the network part of a machine configuration into what reaches the machine before its configuration does.</summary>
/// <remarks>
/// Read are <c>machine.network</c> and <c>machine.time</c>. Nothing is thrown: errors (wrong input) and warnings (legal input that
/// the target cannot carry, each with its line) are in the result.
/// </remarks>
public static class MachineNetworkConverter
{
    /// <summary>Into a network document for META key 0xa, which can carry nearly everything.</summary>
    public static NetworkDocumentResult ToNetworkDocument(string machineConfig, string sourceName)
    {
        var problems = new ProblemList(sourceName);
        if (new MachineNetworkReader(problems).Read(machineConfig) is not { } machine)
        {
            return new NetworkDocumentResult(null, problems.All);
        }

        var document = new DocumentFromMachine(problems).Convert(machine);
        AddFindings(document, problems, static _ => true);
        return new NetworkDocumentResult(document, InOrder(problems));
    }

    /// <summary>Into <c>bond=</c>, <c>vlan=</c>, <c>ip=</c>, <c>talos.hostname=</c> and <c>talos.network.interface.ignore=</c>.</summary>
    /// <remarks>
    /// They carry one address, a default gateway or DHCP per link, bonds, one VLAN, two DNS servers and one NTP address.
    /// Everything else is listed as a warning.
    /// </remarks>
    public static KernelArguments ToKernelArguments(string machineConfig, string sourceName)
    {
        var problems = new ProblemList(sourceName);
        if (new MachineNetworkReader(problems).Read(machineConfig) is not { } machine)
        {
            return new KernelArguments([], problems.All);
        }

        // The document is made only for its errors: words and ranges are checked in one place.
        var document = new DocumentFromMachine(new ProblemList(sourceName)).Convert(machine);
        AddFindings(document, problems, static problem => problem.Severity == ProblemSeverity.Error);
        return new KernelArguments(new ArgumentsFromMachine(problems).Convert(machine), InOrder(problems));
    }

    /// <summary>In the order of the text; findings about the converted document have no line and come last.</summary>
    private static DocumentProblem[] InOrder(ProblemList problems) =>
        [.. problems.All.OrderBy(problem => problem.Line == 0).ThenBy(problem => problem.Line).ThenBy(problem => problem.Column)];

    private static void AddFindings(NetworkDocument document, ProblemList problems, Func<DocumentProblem, bool> select)
    {
        foreach (var problem in NetworkDocumentValidator.Validate(document, problems.SourceName).Where(select))
        {
            problems.Add(problem with { Path = $"(converted) {problem.Path}" });
        }
    }
}
