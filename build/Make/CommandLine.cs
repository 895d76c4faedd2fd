using Imager.Core;

namespace Imager.Build.Make;

/// <summary>A call taken apart: <c>TARGET... VAR=value... --option</c>, in any order.</summary>
public sealed record CommandLine
{
    /// <summary>Every option, with what <c>help</c> says about it.</summary>
    public static IReadOnlyList<(string Option, string Description)> Options { get; } =
    [
        ("--target=NAME", "the same as writing NAME (repeatable)"),
        ("--list", "all targets"),
        ("--tree", "targets with what they need"),
        ("--dry-run, -n", "what would run, in order, without looking at files"),
        ("--explain", "why each step would run or is up to date, without running it"),
        ("--only", "the named targets without what they need"),
        ("--force, -B", "run every step, also those that are up to date"),
        ("--jobs=N, -j N, -jN", "tasks at a time (JOBS=N); without a number: processors of this machine"),
        ("--verbose, -v", "more output (V=1)"),
        ("--install", "install missing packages by apt, when root (INSTALL=1)"),
        ("--engine=ADDRESS", "the engine to use (ENGINE=ADDRESS)"),
        ("--help, -h", "this text"),
    ];

    public MakeAction Action { get; private init; }

    public IReadOnlyList<string> Targets { get; private init; } = [];

    public IReadOnlyDictionary<string, string> Assignments { get; private init; } = new Dictionary<string, string>();

    /// <summary>Whether dependencies are left out.</summary>
    public bool Only { get; private init; }

    /// <summary>Whether stamps are ignored.</summary>
    public bool Force { get; private init; }

    /// <summary>Takes a call apart.</summary>
    /// <exception cref="InvalidInputException">An option is unknown or lacks its value.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var targets = new List<string>();
        var assignments = new Dictionary<string, string>(StringComparer.Ordinal);
        var result = new CommandLine();
        for (var i = 0; i < args.Count; i++)
        {
            var argument = args[i];
            var (name, value) = Split(argument);
            string ValueOf() => value ?? (++i < args.Count ? args[i] : throw MissingValue(argument));

            switch (name)
            {
                case "help" or "--help" or "-h": result = result with { Action = MakeAction.Help }; break;
                case "--list": result = result with { Action = MakeAction.List }; break;
                case "--tree": result = result with { Action = MakeAction.Tree }; break;
                case "--dry-run" or "--dryrun" or "-n": result = result with { Action = MakeAction.DryRun }; break;
                case "--explain": result = result with { Action = MakeAction.Explain }; break;
                case "--only" or "--exclusive": result = result with { Only = true }; break;
                case "--force" or "-B": result = result with { Force = true }; break;
                case "--target" or "-t": targets.Add(ValueOf()); break;
                case "--jobs" or "-j": assignments["JOBS"] = value ?? (IsNumber(args.ElementAtOrDefault(i + 1)) ? args[++i] : string.Empty); break;
                case ['-', 'j', .. var jobs] when value is null && IsNumber(jobs): assignments["JOBS"] = jobs; break;
                case "--engine": assignments["ENGINE"] = ValueOf(); break;
                case "--install": assignments["INSTALL"] = "1"; break;
                case "--verbose" or "-v": assignments["V"] = "1"; break;
                default: AddWord(argument, name, value, targets, assignments); break;
            }
        }

        return result with { Targets = targets, Assignments = assignments };
    }

    private static bool IsNumber(string? text) => text is { Length: > 0 } && text.All(char.IsAsciiDigit);

    private static (string Name, string? Value) Split(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }

    private static void AddWord(
        string argument, string name, string? value, List<string> targets, Dictionary<string, string> assignments)
    {
        if (argument.StartsWith('-'))
        {
            var options = Options.SelectMany(known => known.Option.Split(", ")).Select(option => Split(option).Name);
            throw new InvalidInputException(
                "IMG2604", $"unknown option \"{argument}\".{NearestMatch.Hint(name, options)} ./build.sh help lists all.");
        }

        if (value is null)
        {
            targets.Add(argument);
        }
        else
        {
            assignments[name] = value;
        }
    }

    private static InvalidInputException MissingValue(string option) =>
        new("IMG2605", $"option {option} needs a value, for example {option}=VALUE.");
}
