using Imager.Core;

namespace Imager.Cli.Completion;

/// <summary>Start-up snippets for four shells; each asks <c>imager [suggest:POSITION] LINE</c> for the words to offer.</summary>
public static class CompletionScripts
{
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    public static string For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        "pwsh" => Pwsh,
        _ => throw new InvalidInputException(
            "IMG2701",
            $"no completion for shell \"{shell}\": use one of {string.Join(", ", Shells)}.{NearestMatch.Hint(shell, Shells)}"),
    };

    private const string Bash = """
        # imager completion for bash. Install: imager completion bash > /etc/bash_completion.d/imager
        _imager_complete() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o filenames -F _imager_complete imager

        """;

    private const string Zsh = """
        #compdef imager
        # imager completion for zsh. Install: imager completion zsh > "${fpath[1]}/_imager"
        _imager() {
            local -a words_offered
            words_offered=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            if [ ${#words_offered[@]} -gt 0 ] && [ -n "${words_offered[1]}" ]; then
                compadd -a words_offered
            else
                _files
            fi
        }
        compdef _imager imager

        """;

    private const string Fish = """
        # imager completion for fish. Install: imager completion fish > ~/.config/fish/completions/imager.fish
        function __imager_complete
            set -l line (commandline -cp)
            imager "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c imager -a '(__imager_complete)'

        """;

    private const string Pwsh = """
        # imager completion for PowerShell. Install: imager completion pwsh >> $PROFILE
        Register-ArgumentCompleter -Native -CommandName imager -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            imager "[suggest:$cursorPosition]" "$commandAst" 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;
}
