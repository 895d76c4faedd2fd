using System.CommandLine;
using System.CommandLine.Parsing;
using Imager.Core;
using Imager.Profiles;

namespace Imager.Arguments;

/// <summary>Says what is wrong with the words of a command line: every unknown one with its nearest match.</summary>
public static class UsageErrors
{
    /// <summary>Passes when the words fit their command.</summary>
    /// <exception cref="InvalidInputException">An unknown option or command, or a missing or unreadable value.</exception>
    public static void Check(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var strangers = ArgumentWords(parsed).Concat(parsed.UnmatchedTokens).ToList();
        if (strangers.Where(IsOption).ToList() is { Count: > 0 } options)
        {
            throw Wrong("IMG2736", parsed, string.Join(" ", options.Select(word => UnknownOption(word, command))));
        }

        CheckCommandName(parsed, command);
        if (parsed.UnmatchedTokens.Count > 0)
        {
            throw Wrong("IMG2748", parsed, string.Join(" ", parsed.UnmatchedTokens.Select(word => $"\"{word}\" is one word too many.")));
        }

        if (parsed.Errors.Count > 0)
        {
            throw Wrong("IMG2791", parsed, string.Join(" ", parsed.Errors.Select(Describe).Distinct(StringComparer.Ordinal)));
        }
    }

    /// <summary>A word where a command belongs; on the root, a profile is what it would otherwise be taken for.</summary>
    private static void CheckCommandName(ParseResult parsed, Command command)
    {
        if (command.Subcommands.Count == 0)
        {
            return;
        }

        var names = command.Subcommands.Select(known => known.Name).ToList();
        var isRoot = command is RootCommand;
        var word = isRoot ? ArgumentWords(parsed).FirstOrDefault() : parsed.UnmatchedTokens is [var first, ..] ? first : null;
        if (word is null)
        {
            if (!isRoot)
            {
                throw Wrong("IMG2737", parsed, $"name what to do: {string.Join(", ", names)}.");
            }

            return;
        }

        if (!isRoot || (NearestMatch.Find(word, names) is not null
            && !File.Exists(word) && ProfileCatalog.BuiltIn.Find(word, TargetVersion.Default) is null
            && NearestMatch.Find(word, BuiltInNames()) is null))
        {
            throw Wrong("IMG2790", parsed, $"unknown command \"{word}\".{NearestMatch.Hint(word, names)}");
        }
    }

    private static IEnumerable<string> BuiltInNames() =>
        ProfileCatalog.BuiltIn.List(TargetVersion.Default).Select(entry => entry.Name);

    private static IEnumerable<string> ArgumentWords(ParseResult parsed) => parsed.CommandResult.Children
        .OfType<ArgumentResult>()
        .SelectMany(result => result.Tokens)
        .Select(token => token.Value);

    private static bool IsOption(string word) => word.Length > 1 && word[0] == '-';

    private static string UnknownOption(string word, Command command)
    {
        var name = word.Split('=')[0];
        var known = command.Options.Where(option => !option.Hidden).Select(option => option.Name).Append("--help");
        return $"unknown option \"{name}\".{NearestMatch.Hint(name, known)}";
    }

    private static string Describe(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0 } option => $"{option.Option.Name} needs a value.",
        ArgumentResult { Tokens.Count: 0, Argument: var argument } => $"{argument.Name} is missing.",
        CommandResult { Command: var command } when command.Arguments.FirstOrDefault(IsRequired) is { } argument =>
            $"{argument.Name} is missing.",
        _ => error.Message,
    };

    private static bool IsRequired(Argument argument) => argument.Arity.MinimumNumberOfValues > 0;

    private static InvalidInputException Wrong(string code, ParseResult parsed, string message)
    {
        var path = string.Join(' ', PathTo(parsed.CommandResult).Reverse());
        var start = parsed.CommandResult.Command is RootCommand ? string.Empty : $"{path}: ";
        return new InvalidInputException(code, $"{start}{message} See {path} --help.");
    }

    private static IEnumerable<string> PathTo(SymbolResult? result)
    {
        for (; result is CommandResult command; result = result.Parent)
        {
            yield return command.Command is RootCommand ? "imager" : command.Command.Name;
        }
    }
}
