namespace Imager.BuildKit;

/// <summary>A batch of news. A step comes again whenever it changes; the last version counts.</summary>
public sealed record BuildStatus(
    IReadOnlyList<BuildStep> Steps,
    IReadOnlyList<BuildTransfer> Transfers,
    IReadOnlyList<BuildLog> Logs,
    IReadOnlyList<BuildWarning> Warnings);
