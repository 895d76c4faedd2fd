using System.Text;

namespace Imager.Cli.Help;

/// <summary>Two columns: names, and descriptions wrapped between words.</summary>
internal static class HelpColumns
{
    private const int Width = 100;
    private const int Indent = 2;
    private const int MostLabel = 34;

    internal static void Write(StringBuilder text, IReadOnlyList<(string Label, string? Description)> rows)
    {
        var label = rows.Select(row => row.Label.Length).Where(length => length <= MostLabel).DefaultIfEmpty(MostLabel).Max();
        var left = Indent + label + 2;
        foreach (var row in rows)
        {
            text.Append(' ', Indent).Append(row.Label);
            var column = Indent + row.Label.Length;
            foreach (var line in Wrap(row.Description ?? string.Empty, Width - left))
            {
                if (column > left - 2)
                {
                    text.Append('\n');
                    column = 0;
                }

                text.Append(' ', left - column).Append(line);
                column = Width;
            }

            text.Append('\n');
        }
    }

    private static IEnumerable<string> Wrap(string description, int width)
    {
        var line = new StringBuilder();
        foreach (var word in description.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : string.Empty).Append(word);
        }

        yield return line.ToString();
    }
}
