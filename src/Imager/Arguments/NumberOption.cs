using System.CommandLine;
using System.Globalization;

namespace Imager.Arguments;

/// <summary>Options that take a whole number in a range; anything else is refused while parsing, with the range.</summary>
public static class NumberOption
{
    /// <summary>An option <paramref name="name"/> for numbers from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Option<int?> Create(string name, string description, int least, int most) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most)
            {
                return number;
            }

            result.AddError($"{name} \"{text}\" is no whole number from {least} to {most}.");
            return null;
        },
    };
}
