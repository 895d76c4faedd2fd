namespace Imager.Build.Make;

/// <summary>A variable with the value that counts in this call.</summary>
public sealed record VariableValue(Variable Variable, string Value, VariableOrigin Origin)
{
    /// <summary>The environment variable that it came from, when it has another name.</summary>
    public string? Source { get; init; }

    /// <summary>Where it came from, in words.</summary>
    public string OriginText => Origin switch
    {
        VariableOrigin.CommandLine => "from the command line",
        VariableOrigin.Environment => $"from {Source ?? Variable.Name} in the environment",
        _ => "default",
    };

    /// <summary>What may be shown to people.</summary>
    public string Printable => (Variable.IsSecret, Value) switch
    {
        (_, "") => Origin == VariableOrigin.Default ? Variable.DefaultText ?? "(empty)" : "(empty)",
        (true, _) => "(set, not shown)",
        _ => Secrets.Mask(Value),
    };
}
