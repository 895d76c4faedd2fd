using Imager.Core;
using Imager.Profiles.Network;
using Imager.Profiles.Network.Reading;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Extensions;

/// <summary>Checks that a text is a machine configuration: YAML documents of which each is one the OS could load.</summary>
/// <remarks>One <c>v1alpha1</c> document with <c>machine</c> or <c>cluster</c>, and any with <c>apiVersion</c> and <c>kind</c>.</remarks>
public static class MachineConfigDocuments
{
    private static readonly string[] V1Alpha1Keys = ["version", "debug", "persist", "machine", "cluster"];
    private static readonly string[] MachineTypes = ["init", "controlplane", "worker", "unknown"];

    /// <summary>Everything that is wrong with the text, in its order.</summary>
    public static IReadOnlyList<DocumentProblem> Check(string text, string source)
    {
        var problems = new ProblemList(source);
        var roots = YamlNodeReader.ReadAll(text, problems).Where(root => !root.IsNull).ToList();
        if (roots.Count == 0 && !problems.HasErrors)
        {
            problems.Error(1, 1, "there is no document in it: give a machine configuration.");
        }

        foreach (var root in roots)
        {
            CheckDocument(root, problems);
        }

        foreach (var second in roots.Where(root => root.Child("kind") is null && root.Child("apiVersion") is null).Skip(1))
        {
            problems.Error(second, "a second v1alpha1 document: the OS takes one, others need apiVersion and kind.");
        }

        return problems.All;
    }

    private static void CheckDocument(YamlNode root, ProblemList problems)
    {
        if (root.Kind != YamlKind.Mapping)
        {
            problems.Error(root, $"must be a mapping of keys to values, not {root.Describe()}.");
            return;
        }

        var (kind, apiVersion) = (root.Child("kind"), root.Child("apiVersion"));
        if (kind is not null || apiVersion is not null)
        {
            if (kind is not { IsNull: false } || apiVersion is not { IsNull: false })
            {
                problems.Error(root, "a document with one of apiVersion and kind needs both.");
            }

            return;
        }

        foreach (var child in root.Children.Where(child => !V1Alpha1Keys.Contains(child.Key!, StringComparer.Ordinal)))
        {
            var hint = NearestMatch.Hint(child.Key!, V1Alpha1Keys);
            problems.ErrorAtKey(
                child, $"unknown key \"{child.Key}\".{(hint.Length > 0 ? hint : " A document of another kind needs apiVersion and kind.")}");
        }

        foreach (var part in new[] { "machine", "cluster" })
        {
            if (root.Child(part) is { IsNull: false, Kind: not YamlKind.Mapping } wrong)
            {
                problems.Error(wrong, $"must be a mapping, not {wrong.Describe()}.");
            }
        }

        if (root.Child("machine")?.Child("type") is { IsNull: false } type && !MachineTypes.Contains(type.Text, StringComparer.Ordinal))
        {
            problems.Error(type, $"{type.Describe()} is not one of {string.Join(", ", MachineTypes)}.");
        }
    }
}
