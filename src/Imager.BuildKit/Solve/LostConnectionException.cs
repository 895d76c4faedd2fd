using Imager.Core;

namespace Imager.BuildKit.Solve;

/// <summary>A solve ended because the line to the engine broke, not because of the build; never leaves this assembly.</summary>
internal sealed class LostConnectionException(DependencyException explanation, string reason)
    : Exception(explanation.Message, explanation)
{
    /// <summary>What a person is told when nothing more can be done.</summary>
    public DependencyException Explanation { get; } = explanation;

    /// <summary>In a few words.</summary>
    public string Reason { get; } = reason;
}
