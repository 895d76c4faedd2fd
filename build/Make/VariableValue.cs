namespace Imager.Build.Make;

/// <summary>A variable with the value that counts in this call.</summary>
public sealed record VariableValue(Variable Variable, string Value, VariableOrigin Origin)
{
    /// <summary>What may be shown to people.</summary>
    public string Printable => (Variable.IsSecret, Value) switch
    {
        (_, "") => Origin == VariableOrigin.Default ? Variable.DefaultText ?? "(empty)" : "(empty)",
        (true, _) => "(set, not shown)",
        _ => ProxyCredentials.Mask(Value),
    };
}
