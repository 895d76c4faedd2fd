using System.Text;
using Imager.Build.Make;
using Imager.Core;

namespace Imager.Build.Images;

/// <summary>Splits IMAGER_ARGS and its like the way a shell would: blanks separate words, quotes and backslashes keep them together.</summary>
/// <remarks>A backslash stands for the character after it, outside of single quotes: <c>C:\\x</c> or <c>'C:\x'</c> for <c>C:\x</c>.</remarks>
public static class ArgumentWords
{
    /// <summary>The words. Nothing is expanded: <c>$</c> and <c>*</c> stand for themselves.</summary>
    /// <exception cref="InvalidInputException">A quote is not closed.</exception>
    public static IReadOnlyList<string> Split(VariableValues variables, Variable variable) => Split(variables[variable], variable.Name);

    /// <inheritdoc cref="Split(VariableValues, Variable)"/>
    /// <remarks><paramref name="variable"/> is named when the text is refused.</remarks>
    public static IReadOnlyList<string> Split(string text, string variable)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && quote != '\'' && i + 1 < text.Length)
            {
                (word ??= new()).Append(text[++i]);
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                AddTo(words, ref word);
            }
            else if (c is '"' or '\'' && (quote == '\0' || quote == c))
            {
                word ??= new();
                quote = quote == '\0' ? c : '\0';
            }
            else
            {
                (word ??= new()).Append(c);
            }
        }

        AddTo(words, ref word);
        return quote == '\0'
            ? words
            : throw new InvalidInputException("IMG2614", $"{variable}: the quote {quote} is not closed in: {text}");
    }

    private static void AddTo(List<string> words, ref StringBuilder? word)
    {
        if (word is not null)
        {
            words.Add(word.ToString());
            word = null;
        }
    }
}
