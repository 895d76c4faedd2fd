namespace Imager.Cli.Tests.Inspect;

/// <summary>A console that remembers what was written to it, with an environment of its own.</summary>
internal sealed class RecordingHost(IReadOnlyDictionary<string, string> variables) : ConsoleHost, IDisposable
{
    private readonly MemoryStream standardOutput = new();

    public override TextWriter Out { get; } = new StringWriter();

    public override TextWriter Error { get; } = new StringWriter();

    public byte[] Bytes => standardOutput.ToArray();

    public override Stream OpenStandardOutput() => standardOutput;

    public void Dispose() => standardOutput.Dispose();

    public override string? Variable(string name) => variables.GetValueOrDefault(name);
}
