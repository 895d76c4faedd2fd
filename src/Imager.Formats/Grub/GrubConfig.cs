using System.Buffers;
using System.Text;
using Imager.Core;

namespace Imager.Formats.Grub;

/// <summary>Writes grub.cfg for disks (<c>/grub/grub.cfg</c> of BOOT) and ISOs (<c>/boot/grub/grub.cfg</c>).</summary>
/// <remarks>The bytes equal those of the Talos imager for the same input, so that its installer can parse and upgrade them.</remarks>
public static class GrubConfig
{
    private const string Quoted = "\\{}&$|;<>\"'";
    private static readonly SearchValues<char> NotInTitles = SearchValues.Create("\"\\$`\n\r");

    /// <summary>The menu of an installed disk; kernel and initramfs lie in <c>/A</c> of the BOOT partition.</summary>
    /// <exception cref="InvalidInputException">A title or the command line holds characters that GRUB cannot represent.</exception>
    public static string ForDisk(GrubConfigOptions options)
    {
        var title = Title($"A - {options.ProductName} {options.Version}");
        var text = new StringBuilder();
        text.Append($"set default=\"{title}\"\n\nset timeout=3\n");
        AppendTerminals(text);
        AppendEntry(text, title, "  ", "/A", options.CommandLine);
        if (options.HasResetEntry)
        {
            var reset = Title($"Reset {options.ProductName} installation and return to maintenance mode");
            AppendEntry(text, reset, "  ", "/A", Join(options.CommandLine, "talos.experimental.wipe=system:EPHEMERAL,STATE"));
        }

        return text.ToString();
    }

    /// <summary>The menu of an ISO; kernel and initramfs lie in <c>/boot</c>.</summary>
    /// <exception cref="InvalidInputException">A title or the command line holds characters that GRUB cannot represent.</exception>
    public static string ForIso(GrubConfigOptions options)
    {
        var text = new StringBuilder();
        text.Append("set default=0\nset timeout=3\n");
        AppendTerminals(text);
        AppendEntry(text, Title($"{options.ProductName} ISO"), "\t", "/boot", options.CommandLine);
        text.Append('\n');
        if (options.HasResetEntry)
        {
            var commandLine = Join(options.CommandLine, "talos.experimental.wipe=system");
            AppendEntry(text, Title($"Reset {options.ProductName} installation"), "\t", "/boot", commandLine);
        }

        return text.ToString();
    }

    /// <summary>Puts a backslash before each of <c>\ { } &amp; $ | ; &lt; &gt; " '</c> and before a <c>#</c> that starts a word.</summary>
    /// <remarks>
    /// The last two go beyond the peer, where they would break the entry or cut the command line short. GRUB itself puts a
    /// backslash before <c>\ ' "</c> when it hands the words to the kernel (seen with 2.06), whatever is written here.
    /// </remarks>
    /// <exception cref="InvalidInputException">The text holds a line break or another control character.</exception>
    public static string Quote(string commandLine)
    {
        var text = new StringBuilder(commandLine.Length);
        for (var index = 0; index < commandLine.Length; index++)
        {
            var character = commandLine[index];
            if (char.IsControl(character) && character != '\t')
            {
                throw new InvalidInputException(
                    "IMG2336",
                    $"kernel command line: character {index} is the control character U+{(int)character:X4}; grub.cfg holds one line.");
            }

            var startsComment = character == '#' && (index == 0 || commandLine[index - 1] is ' ' or '\t');
            if (startsComment || Quoted.Contains(character, StringComparison.Ordinal))
            {
                text.Append('\\');
            }

            text.Append(character);
        }

        return text.ToString();
    }

    /// <summary>Takes the backslashes of <see cref="Quote"/> away again.</summary>
    public static string Unquote(string quoted)
    {
        var text = new StringBuilder(quoted.Length);
        for (var index = 0; index < quoted.Length; index++)
        {
            index += quoted[index] == '\\' && index + 1 < quoted.Length ? 1 : 0;
            text.Append(quoted[index]);
        }

        return text.ToString();
    }

    private static void AppendTerminals(StringBuilder text) =>
        text.Append("\ninsmod all_video\n\nterminal_input console\nterminal_output console\n\n");

    private static void AppendEntry(StringBuilder text, string title, string indent, string folder, string commandLine) =>
        text.Append($"menuentry \"{title}\" {{\n")
            .Append($"{indent}set gfxmode=auto\n")
            .Append($"{indent}set gfxpayload=text\n")
            .Append($"{indent}linux {folder}/vmlinuz {Quote(commandLine)}\n")
            .Append($"{indent}initrd {folder}/initramfs.xz\n}}\n");

    private static string Join(string commandLine, string argument) =>
        commandLine.Length == 0 ? argument : $"{commandLine} {argument}";

    private static string Title(string title) =>
        title.AsSpan().ContainsAny(NotInTitles)
            ? throw new InvalidInputException(
                "IMG2337", $"grub.cfg: the title \"{title}\" holds a quote, backslash, dollar sign, backtick or line break.")
            : title;
}
