using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Imager.Build.Make;

/// <summary>Keeps passwords and tokens out of what is printed, logged, published or kept in stamps.</summary>
/// <remarks>
/// Known by their place: before the <c>@</c> of an address, after <c>token=</c>, <c>secret=</c>, <c>password=</c> and their kin, and after
/// options named <c>--...-secret</c>, <c>--...-token</c>, <c>--...-password</c>. Masking twice is the same as masking once.
/// </remarks>
public static partial class Secrets
{
    private const string Mark = "***";
    private const string DigestMark = "secret, sha256 ";

    /// <summary>A value that begins with a quote: to the closing one, else to the end of the line.</summary>
    private const string Quoted = """(?:"(?:\\.|[^"\\])*"|'[^']*'|["'][^\n]*)?""";

    /// <summary>A quote inside of a value; one that a sentence has around it is no part of it.</summary>
    private const string InnerQuote = """(?:"\w[^"\n]*"?|'\w[^'\n]*'?)""";

    /// <summary>A word as shells write it: quotes and backslashes keep blanks in it.</summary>
    private const string Word = $"""(?=\S){Quoted}(?:\\.|[^\s"'\\]|{InnerQuote})*""";

    private const string OptionName = "--(?:[a-z0-9-]+-)?(?:secret|token|password)";

    /// <summary>What follows an option in our own sentences about it ("--x-token needs a value").</summary>
    private const string Sentence = @"(?!-|(?:is|are|has|have|was|needs?|and|or|must|may|can|cannot|takes|wants|with|without|of|for|in)\b)";

    /// <summary>The same text with <c>***</c> in place of every secret.</summary>
    public static string Mask(string text)
    {
        if (!text.Contains('@', StringComparison.Ordinal)
            && !text.Contains('=', StringComparison.Ordinal)
            && !text.Contains("--", StringComparison.Ordinal))
        {
            return text;
        }

        text = QuotedOptions().Replace(text, "${kept}" + Mark);
        text = Options().Replace(text, "${kept}" + Mark);
        text = Keys().Replace(text, "${kept}" + Mark);
        text = Addresses().Replace(text, "://" + Mark + "@");
        return Authorities().Replace(text, Mark + "@");
    }

    /// <summary>Whether there is anything to mask.</summary>
    public static bool IsIn(string text) => Mask(text) != text;

    /// <summary>A value for files that only have to notice changes: one with a secret in it becomes its sha256.</summary>
    public static string Digest(string value) => IsIn(value)
        ? DigestMark + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))
        : value;

    /// <summary>Whether it comes from <see cref="Digest"/> of a value with a secret.</summary>
    public static bool IsDigest(string value) => value.StartsWith(DigestMark, StringComparison.Ordinal);

    /// <summary><c>"--x-token=one two"</c>: the quote decides where it ends.</summary>
    [GeneratedRegex($"""(?<kept>(?<quote>["']){OptionName}=)(?:(?!\k<quote>).)*""", RegexOptions.IgnoreCase)]
    private static partial Regex QuotedOptions();

    /// <summary><c>--x-token=VALUE</c> and <c>--x-token VALUE</c>.</summary>
    [GeneratedRegex($"""(?<kept>(?<![\w-]){OptionName}(?:=|["']?[ \t]+{Sentence})){Word}""", RegexOptions.IgnoreCase)]
    private static partial Regex Options();

    /// <summary><c>token=VALUE</c>; a comma ends it, as in the options of build caches.</summary>
    [GeneratedRegex(
        $"""(?<kept>(?:token|secret|password|passwd|access_key)(?<!--[\w-]*)=)(?=[^\s,;&]){Quoted}(?:[^\s,;&"']|{InnerQuote})*""",
        RegexOptions.IgnoreCase)]
    private static partial Regex Keys();

    /// <summary><c>://USER:PASSWORD@</c>; a user alone is often a token.</summary>
    [GeneratedRegex("""://[^\s/"'<>]*@""")]
    private static partial Regex Addresses();

    /// <summary><c>USER:PASSWORD@HOST</c> without a scheme; not <c>NAME:TAG@sha256:...</c> and not <c>email:NAME@HOST</c> of certificates.</summary>
    /// <remarks>The limits keep long lines cheap.</remarks>
    [GeneratedRegex(
        """(?<![\w.%+~/@:-])(?!(?:e-?mail|mailto|URI|DNS):)(?![^\s"']{0,512}@sha\d+:)[A-Za-z0-9._%+~-]{1,256}:[^\s/"'<>]{1,512}@(?=[\w\[])""", RegexOptions.IgnoreCase)]
    private static partial Regex Authorities();
}
