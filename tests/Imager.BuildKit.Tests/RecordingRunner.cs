using Imager.BuildKit.Host;

namespace Imager.BuildKit.Tests;

/// <summary>Programs that answer from a table.</summary>
internal sealed class RecordingRunner(params string[] installed) : IProcessRunner
{
    private readonly Dictionary<string, Queue<ProcessOutcome>> _answers = new(StringComparer.Ordinal);

    public List<string> Commands { get; } = [];

    public List<string?> Inputs { get; } = [];

    public HashSet<string> Installed { get; } = [.. installed];

    /// <summary>The next answer to a command; the last one stays.</summary>
    public void Answer(string command, ProcessOutcome outcome)
    {
        _answers.TryAdd(command, new Queue<ProcessOutcome>());
        _answers[command].Enqueue(outcome);
    }

    public string? Find(string program) => Installed.Contains(program) ? $"/usr/bin/{program}" : null;

    public Task<ProcessOutcome> RunAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        Commands.Add(command.ToString());
        Inputs.Add(command.Input);
        var answers = _answers[command.ToString()];
        return Task.FromResult(answers.Count > 1 ? answers.Dequeue() : answers.Peek());
    }

    public IRunningProcess Start(ProcessCommand command) => throw new NotSupportedException(command.ToString());
}
