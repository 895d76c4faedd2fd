using Imager.Profiles.Meta;

namespace Imager.Arguments;

/// <summary>Reads <c>KEY=VALUE</c> and <c>KEY=@FILE</c> words.</summary>
public static class MetaArguments
{
    /// <summary>The value, its file read.</summary>
    public static MetaValue Read(string text, InputFiles inputs) =>
        MetaValueParser.ParseArgument(text).Resolve(path => inputs.ReadText(path, "META value"));
}
