namespace Imager.Build.Make;

/// <summary>What <c>help</c>, <c>--list</c> and <c>--tree</c> print.</summary>
public static class HelpText
{
    /// <summary>Usage, targets, options, and every variable with its value and where that came from.</summary>
    /// <remarks><paramref name="error"/> is what the variables of this call are refused for; those it begins with are marked.</remarks>
    public static IEnumerable<string> Help(TaskCatalog catalog, VariableValues? variables, string? error = null) =>
    [
        "usage: ./build.sh [TARGET...] [VARIABLE=value...] [--option...]",
        string.Empty,
        "Targets (without one: all):",
        .. List(catalog).Select(Indent),
        string.Empty,
        "Options:",
        .. Table(CommandLine.Options.Select(option => (option.Option, option.Description))).Select(Indent),
        .. variables is null ? [] : Variables(variables, error ?? string.Empty),
        string.Empty,
        "Exit codes: 0 ok, 1 bug, 2 wrong input, 3 unsupported, 4 something is missing on this machine,",
        "5 something we called failed, 6 reading or writing failed, 130 interrupted.",
    ];

    /// <summary>One line per target.</summary>
    public static IEnumerable<string> List(TaskCatalog catalog) =>
        Table(catalog.Tasks.Select(task => (task.IsPattern ? Pattern(task) : task.Name, task.Description)));

    /// <summary>Every target with what it needs below it.</summary>
    public static IEnumerable<string> Tree(TaskCatalog catalog, IReadOnlyList<string> targets)
    {
        var roots = targets.Count > 0
            ? targets.Select(target => catalog.Find(target)!.Value.Task).Distinct()
            : catalog.Tasks.Where(task => !catalog.Tasks.Any(other => catalog.NeedsOf(other).Contains(task)));
        return roots.SelectMany(root => Branch(catalog, root, string.Empty));
    }

    private static IEnumerable<string> Branch(TaskCatalog catalog, TaskDefinition task, string indent) =>
        catalog.NeedsOf(task)
            .SelectMany(need => Branch(catalog, need, indent + "  "))
            .Prepend(indent + (task.IsPattern ? Pattern(task) : task.Name));

    private static string Pattern(TaskDefinition task) => task.NameOf("NAME");

    private static IEnumerable<string> Variables(VariableValues variables, string error) =>
    [
        string.Empty,
        "Variables (command line over environment over default):",
        .. Table(variables.All.Select(value => (value.Variable.Name, Describe(value) + Doubt(value, error)))).Select(Indent),
    ];

    private static string Doubt(VariableValue value, string error) =>
        error.StartsWith(value.Variable.Name, StringComparison.Ordinal) && error[value.Variable.Name.Length..] is ['=' or ':' or ' ', ..]
            ? " <- NOT VALID, see below"
            : string.Empty;

    private static string Describe(VariableValue value)
    {
        var usual = value.Origin == VariableOrigin.Default
            ? string.Empty
            : $"; default {new VariableValue(value.Variable, value.Variable.Default, VariableOrigin.Default).Printable}";
        return $"{value.Variable.Description} [{value.Printable}; {value.OriginText}{usual}]";
    }

    private static IEnumerable<string> Table(IEnumerable<(string Left, string Right)> rows)
    {
        var list = rows.ToList();
        var width = list.Select(row => row.Left.Length).DefaultIfEmpty().Max();
        return list.Select(row => $"{row.Left.PadRight(width)}  {row.Right}".TrimEnd());
    }

    private static string Indent(string line) => "  " + line;
}
