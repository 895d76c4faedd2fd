using System.CommandLine;
using Imager.Core;
using Imager.Inspect;

namespace Imager.Cli.Inspect;

/// <summary><c>--scratch</c> and <c>--max-size</c>, which every command that opens images has.</summary>
internal sealed class ScratchOptions
{
    private readonly Option<string?> folder = new("--scratch")
    {
        Description = "Folder for what is inside compressed images, as nameless sparse files; $TMPDIR, else /tmp.",
    };

    private readonly Option<string?> maxSize = new("--max-size")
    {
        Description = $"The most bytes that are unpacked or extracted, zeros included; {ScratchSpace.DefaultLimit} by default.",
    };

    internal void AttachTo(Command command)
    {
        command.Add(folder);
        command.Add(maxSize);
    }

    internal ScratchSpace Open(ParseResult parsed, ConsoleHost host)
    {
        var limit = parsed.GetValue(maxSize) is { } text ? ByteSize.Parse(text) : ScratchSpace.DefaultLimit;
        var temporary = host.Variable("TMPDIR") is { Length: > 0 } named ? named : "/tmp";
        return new ScratchSpace(parsed.GetValue(folder) ?? temporary, limit);
    }
}
