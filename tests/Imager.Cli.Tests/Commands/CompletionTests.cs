using System.Diagnostics;
using Imager.Cli.Completion;
using Imager.Cli.Tests.Support;
using Imager.Core;

namespace Imager.Cli.Tests.Commands;

public sealed class CompletionTests
{
    /// <summary>How a shell checks a script without running it.</summary>
    private static readonly Dictionary<string, string[]> SyntaxChecks = new()
    {
        ["bash"] = ["bash", "-n"],
        ["zsh"] = ["zsh", "-n"],
        ["fish"] = ["fish", "--no-execute"],
        ["pwsh"] = ["pwsh", "-NoProfile", "-File"],
    };

    [Theory]
    [InlineData("imager me", "meta")]
    [InlineData("imager iso", "iso")]
    [InlineData("imager meta de", "decode")]
    [InlineData("imager metal --output-k", "--output-kind")]
    [InlineData("imager metal --arch a", "arm64")]
    [InlineData("imager metal --output-kind ", "cmdline")]
    [InlineData("imager metal --bootloader s", "sd-boot")]
    [InlineData("imager profiles show az", "azure")]
    [InlineData("imager completion f", "fish")]
    public void Suggestions_hold_what_was_meant(string line, string expected)
    {
        var result = RecordingHost.Run($"[suggest:{line.Length}]", line);

        Assert.Contains(expected, result.Output.Split('\n'));
    }

    [Theory]
    [InlineData("imager meta de", "--output")]
    [InlineData("imager metal --arch a", "metal")]
    public void Suggestions_leave_out_what_does_not_fit(string line, string unexpected)
    {
        var result = RecordingHost.Run($"[suggest:{line.Length}]", line);

        Assert.DoesNotContain(unexpected, result.Output.Split('\n'));
    }

    [Theory]
    [InlineData("imager profiles sh", "show")]
    [InlineData("imager metal --output-kind cmd", "cmdline")]
    [InlineData("imager secureboot-met", "secureboot-metal\nsecureboot-metal-uki")]
    public void Bash_completes_the_word_at_the_cursor(string line, string expected)
    {
        using var folder = new TempFolder();
        var program = folder.Write("imager", $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "Imager.Cli.dll")}' \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var script = folder.Write(
            "script",
            $"PATH={folder.Path}:$PATH\n{CompletionScripts.For("bash")}\nCOMP_LINE='{line}' COMP_POINT={line.Length} COMP_WORDS=({line})\n"
            + "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_imager_complete\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");

        var output = Run("bash", script);

        Assert.Equal(expected, output.Output.TrimEnd());
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    [Trait("Category", "Oracle")]
    public void Script_is_accepted_by_its_shell(string shell)
    {
        using var folder = new TempFolder();
        var script = folder.Write(shell == "pwsh" ? "script.ps1" : "script", RecordingHost.Run("completion", shell).Output);
        var check = SyntaxChecks[shell];

        var result = IsInstalled(check[0]) ? Run(check[0], [.. check[1..], script]) : new CliResult(0, string.Empty, string.Empty);

        Assert.Equal(new CliResult(0, string.Empty, string.Empty), result);
    }

    [Fact]
    public void For_names_the_shells_when_it_does_not_know_one()
    {
        var error = Assert.Throws<InvalidInputException>(() => CompletionScripts.For("bassh"));

        Assert.Equal("IMG2701", error.Code);
    }

    private static bool IsInstalled(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static CliResult Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CliResult(process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
