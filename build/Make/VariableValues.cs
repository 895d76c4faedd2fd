using Imager.Core;

namespace Imager.Build.Make;

/// <summary>Every variable of a call, resolved once: command line over environment over default, as in make.</summary>
public sealed class VariableValues
{
    private readonly Dictionary<string, VariableValue> byName;

    private VariableValues(IReadOnlyList<VariableValue> all)
    {
        All = all;
        byName = all.ToDictionary(value => value.Variable.Name, StringComparer.Ordinal);
    }

    /// <summary>In the order of the table.</summary>
    public IReadOnlyList<VariableValue> All { get; }

    /// <summary>The value of a variable of the table.</summary>
    public string this[Variable variable] => byName[variable.Name].Value;

    /// <summary>Where the value of a variable came from.</summary>
    public VariableOrigin OriginOf(Variable variable) => byName[variable.Name].Origin;

    /// <summary>Resolves a table.</summary>
    /// <exception cref="InvalidInputException">The command line sets a variable that the table does not have.</exception>
    public static VariableValues Resolve(
        IReadOnlyList<Variable> table,
        IReadOnlyDictionary<string, string> commandLine,
        Func<string, string?> environment)
    {
        var names = table.Select(variable => variable.Name).ToList();
        var unknown = commandLine.Keys.Except(names, StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
        {
            throw new InvalidInputException("IMG2601", string.Join(
                Environment.NewLine,
                unknown.Select(name => $"unknown variable \"{name}\".{FamiliarNames.OfVariable(name) ?? NearestMatch.Hint(name, names)}"))
                + " ./build.sh help lists all variables.");
        }

        return new([.. table.Select(variable => Resolve(variable, commandLine, environment))]);
    }

    /// <summary>Whether a yes/no variable is on: <c>1 true yes y t</c> are, <c>0 false no n f</c> and empty are not.</summary>
    /// <exception cref="InvalidInputException">The value is neither.</exception>
    public bool Flag(Variable variable) => this[variable].ToUpperInvariant() switch
    {
        "1" or "TRUE" or "YES" or "Y" or "T" => true,
        "" or "0" or "FALSE" or "NO" or "N" or "F" => false,
        _ => throw new InvalidInputException(
            "IMG2602", $"{Given(variable)}: write 1 or 0 ({variable.Description})."),
    };

    /// <summary>Whether a variable that others define is on: every word is yes but <c>0 false no n f</c>; some CI systems write their name.</summary>
    public bool IsOn(Variable variable) => this[variable].ToUpperInvariant() is not ("" or "0" or "FALSE" or "NO" or "N" or "F");

    /// <summary>For messages: <c>NAME=value</c> and where that came from, when nobody typed it in this call.</summary>
    public string Given(Variable variable)
    {
        var value = byName[variable.Name];
        return $"{variable.Name}={value.Value}" + (value.Origin == VariableOrigin.Environment ? $" ({value.OriginText})" : string.Empty);
    }

    /// <summary>A whole number that must lie in a range.</summary>
    /// <exception cref="InvalidInputException">The value is no number or out of range.</exception>
    public int Number(Variable variable, int min, int max) =>
        int.TryParse(this[variable], out var number) && number >= min && number <= max
            ? number
            : throw new InvalidInputException(
                "IMG2603", $"{Given(variable)}: write a whole number from {min} to {max}.");

    private static VariableValue Resolve(
        Variable variable, IReadOnlyDictionary<string, string> commandLine, Func<string, string?> environment)
    {
        if (commandLine.TryGetValue(variable.Name, out var given))
        {
            return new(variable, given, VariableOrigin.CommandLine);
        }

        var name = variable.EnvironmentNames.FirstOrDefault(name => environment(name) is not null);
        return name is null
            ? new(variable, variable.Default, VariableOrigin.Default)
            : new(variable, environment(name)!, VariableOrigin.Environment) { Source = name == variable.Name ? null : name };
    }
}
