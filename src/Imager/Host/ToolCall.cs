namespace Imager.Host;

/// <summary>A program to run: no shell, every argument as it is.</summary>
/// <remarks><c>Environment</c> is laid over the inherited one; a null value takes a variable away.</remarks>
public sealed record ToolCall(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Variables that differ from ours.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether nothing of our own environment is inherited.</summary>
    public bool HasCleanEnvironment { get; init; }

    /// <summary>What the program reads; empty by default.</summary>
    public string StandardInput { get; init; } = string.Empty;

    /// <summary>Where it runs; here by default.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>After this long the program is stopped.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(5);
}
