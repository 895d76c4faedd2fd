using Imager.Core;
using Imager.Profiles.Schema;
using Imager.Profiles.Yaml;
using YamlDotNet.Core;

namespace Imager.Profiles;

/// <summary>Reads profile documents from YAML (or JSON, which is YAML) text.</summary>
/// <remarks>
/// Strict by default. Lenient is the Talos imager's way: unknown keys become warnings, documents after the first are
/// ignored, zero
/// values count as absent, and a disk size is a base value that layout needs are added to.
/// </remarks>
public static class ProfileReader
{
    /// <summary>Reads one document; everything wrong with it is in <see cref="ProfileDocument.Problems"/>.</summary>
    public static ProfileDocument Read(string text, string sourceName, bool isLenient = false)
    {
        var context = new ReadContext(sourceName, isLenient);
        var root = Parse(text, sourceName, context);
        var profile = root is null
            ? new ImageProfile()
            : (ImageProfile?)ProfileCodecs.Document.Read(root, string.Empty, context) ?? new ImageProfile();
        if (!isLenient)
        {
            context.Problems.AddRange(DocumentChecks.Find(profile, context.Positions));
        }

        var marked = isLenient ? profile : MarkDiskSize(profile);
        return new ProfileDocument(marked, context.Positions, InReadingOrder(context.Problems));
    }

    /// <summary>Reads one document and refuses it when anything is wrong.</summary>
    /// <exception cref="InvalidInputException">The text has problems; the message names all of them with their
    /// places.</exception>
    public static ImageProfile ReadOrThrow(string text, string sourceName, bool isLenient = false)
    {
        var document = Read(text, sourceName, isLenient);
        ProfileProblem.ThrowIfAnyError(document.Problems);
        return document.Profile;
    }

    /// <summary>
    /// Reads a profile that others build on: its disk size is a base size, so it is not marked exact.
    /// </summary>
    internal static ProfileDocument ReadBase(string text, string sourceName) => Read(text, sourceName, isLenient: true);

    private static YamlNode? Parse(string text, string sourceName, ReadContext context)
    {
        try
        {
            var (root, second) = YamlNodeReader.ReadFirst(text, sourceName);
            if (root is null or { IsNull: true } && !context.IsLenient)
            {
                context.Problems.Add(ProfileProblem.Error(
                    "IMG2402", string.Empty, root is null ? new(sourceName, 1, 1) : context.PositionOf(root),
                    "the document is empty. Write at least \"baseProfileName: metal\"."));
                return null;
            }

            if (second is not null)
            {
                var severity = context.IsLenient ? ProblemSeverity.Warning : ProblemSeverity.Error;
                context.Problems.Add(new ProfileProblem(
                    "IMG2401", severity, string.Empty, second, "only the first YAML document is a profile; remove "
                        + "this one."));
            }

            return root;
        }
        catch (YamlException error)
        {
            var (line, column) = ((int)error.Start.Line, (int)error.Start.Column);
            var position = new SourcePosition(sourceName, Math.Max(1, line), Math.Max(1, column));
            context.Problems.Add(ProfileProblem.Error(
                "IMG2400", string.Empty, position, $"this is not YAML: {error.Message.TrimEnd('.')}."));
            return null;
        }
    }

    private static ImageProfile MarkDiskSize(ImageProfile profile) =>
        profile.Output is { ImageOptions: { DiskSizeBytes: > 0 } options } output
            ? profile with { Output = output with { ImageOptions = options with { IsDiskSizeExact = true } } }
            : profile;

    private static List<ProfileProblem> InReadingOrder(List<ProfileProblem> problems) =>
        [.. problems.OrderBy(problem => problem.Position?.Line ?? 0).ThenBy(problem => problem.Position?.Column ?? 0)];
}
