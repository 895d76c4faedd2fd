using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;
using Imager.Arguments;

namespace Imager.Cli.Help;

/// <summary>Help in groups, at most 100 columns wide and the same in every terminal; never looks at profiles.</summary>
internal sealed class HelpPage(ConsoleHost host, IReadOnlyList<OptionGroup> rootGroups) : SynchronousCommandLineAction
{
    private const string Examples = """
        Examples:
          imager metal --output out                          a disk image for bare metal
          imager iso metal --arch arm64 --output out         two outputs in one run
          imager metal --plan                                what would be built, without building
          imager iso --meta 0xa=@network.yaml --output out   with a network configuration
          imager - --output out < profile.yaml               a profile document of your own

        """;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        host.Out.Write(Write(parseResult.CommandResult.Command));
        return 0;
    }

    /// <summary>Shows pages like this one for <paramref name="root"/> and every command below it.</summary>
    internal static void AttachTo(RootCommand root, ConsoleHost host, IReadOnlyList<OptionGroup> groups)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Description = "Show help; after a command, that command's.";
        help.Action = new HelpPage(host, groups);
    }

    private string Write(Command command)
    {
        var text = new StringBuilder();
        var isRoot = command is RootCommand;
        text.Append(command.Description).Append("\n\nUsage:\n  ").Append(Usage(command)).Append('\n');
        if (isRoot)
        {
            text.Append("  imager COMMAND [...]\n");
        }

        Section(text, "Arguments", command.Arguments.Select(argument => (Label(argument), argument.Description)));
        foreach (var group in isRoot ? rootGroups : [])
        {
            Section(text, group.Title, group.Options.Select(option => (Label(option), option.Description)));
        }

        var grouped = isRoot ? rootGroups.SelectMany(group => group.Options).ToHashSet() : [];
        var help = command.Parents.Any() ? RootOf(command).Options.OfType<HelpOption>() : [];
        var options = command.Options.Concat(help).Where(option => !grouped.Contains(option) && !option.Hidden);
        Section(text, "Options", options.Select(option => (Label(option), option.Description)));
        Section(text, "Commands", command.Subcommands.Select(sub => (sub.Name, sub.Description)));
        if (isRoot)
        {
            text.Append('\n').Append(Examples.ReplaceLineEndings("\n"));
        }

        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, IEnumerable<(string Label, string? Description)> rows)
    {
        var list = rows.ToList();
        if (list.Count > 0)
        {
            text.Append('\n').Append(title).Append(":\n");
            HelpColumns.Write(text, list);
        }
    }

    private static string Usage(Command command)
    {
        var words = new List<string> { PathOf(command) };
        words.AddRange(command.Arguments.Select(Bracketed));
        words.Add(command.Subcommands.Count > 0 && command is not RootCommand ? "COMMAND" : "[OPTIONS]");
        return string.Join(' ', words);
    }

    private static string Bracketed(Argument argument)
    {
        var label = Label(argument) + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : string.Empty);
        return argument.Arity.MinimumNumberOfValues == 0 && argument.Name != "profile" ? $"[{label}]" : label;
    }

    private static string PathOf(Command command) => command switch
    {
        RootCommand => "imager",
        _ => $"{PathOf(command.Parents.OfType<Command>().First())} {command.Name}",
    };

    private static Command RootOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? RootOf(parent) : command;

    private static string Label(Argument argument) => argument.Name.ToUpperInvariant();

    private static string Label(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(alias => alias != "/?" && alias != "-?" && alias != "/h").Append(option.Name));
        return option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool) || option.ValueType == typeof(void)
            ? names
            : $"{names} {option.HelpName ?? LastWord(option.Name)}";
    }

    /// <summary><c>--overlay-name</c> takes a NAME.</summary>
    private static string LastWord(string name) => name[(name.LastIndexOf('-') + 1)..].ToUpperInvariant();
}
