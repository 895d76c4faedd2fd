namespace Imager.BuildKit.Host;

/// <summary>A program to start: found through PATH, no shell, arguments as they are.</summary>
internal sealed record ProcessCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Text for its standard input; null closes it at once.</summary>
    public string? Input { get; init; }

    /// <summary>Variables to set on top of our own environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public override string ToString() => $"{Program} {string.Join(' ', Arguments)}".TrimEnd();
}

/// <summary>How a program ended.</summary>
internal sealed record ProcessOutcome(int ExitCode, string Output, string Error);

/// <summary>The edge to other programs.</summary>
internal interface IProcessRunner
{
    /// <summary>The program's full path, or null when PATH (and the sbin folders) have none.</summary>
    string? Find(string program);

    /// <summary>Runs to the end; killed when cancelled.</summary>
    /// <exception cref="Imager.Core.HostEnvironmentException">The program is not there.</exception>
    Task<ProcessOutcome> RunAsync(ProcessCommand command, CancellationToken cancellationToken);

    /// <summary>Starts and goes on; its standard input stays open until the result is disposed or we die.</summary>
    IRunningProcess Start(ProcessCommand command);
}

/// <summary>A program that runs beside us.</summary>
internal interface IRunningProcess : IDisposable
{
    int Id { get; }

    bool HasExited { get; }

    /// <summary>Ends its standard input.</summary>
    void CloseInput();

    /// <summary>SIGKILL.</summary>
    void Kill();

    Task<int> WaitAsync(CancellationToken cancellationToken);
}
