namespace Imager.Build.Make;

/// <summary>How a task or step of this call ended.</summary>
public enum TaskStatus
{
    Done,
    UpToDate,
    Skipped,
    Failed,
    Stopped,
    NotRun,
}
