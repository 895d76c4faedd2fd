using System.CommandLine;
using Imager.Core;
using Imager.Profiles;

namespace Imager.Cli.Commands;

/// <summary><c>imager profiles list|show</c>.</summary>
internal static class ProfilesCommand
{
    internal static Command Create(ConsoleHost host) =>
        new("profiles", "List the built-in profiles, or show one with everything filled in.") { List(host), Show(host) };

    private static Command List(ConsoleHost host)
    {
        var version = TargetVersionOption();
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("list", "List the profiles that a target version has.") { version, json };
        command.SetAction(parsed =>
        {
            var target = VersionOf(parsed.GetValue(version));
            if (!target.IsKnown)
            {
                host.Error.WriteLine(
                    $"imager: warning: IMG2746 --target-version: version \"{target}\" is not of the form {TargetVersion.Default}; "
                    + "it counts as the latest.");
            }

            var entries = ProfileCatalog.BuiltIn.List(target);
            host.Out.Write(parsed.GetValue(json) ? ToJson(entries) : ToText(entries));
        });
        return command;
    }

    private static Command Show(ConsoleHost host)
    {
        var name = new Argument<string>("name") { Description = "Profile name." };
        name.CompletionSources.Add(_ => ProfileCatalog.BuiltIn.List(TargetVersion.Default)
            .Select(entry => new System.CommandLine.Completions.CompletionItem(entry.Name)));
        var arch = new Option<string?>("--arch") { Description = "amd64 or arm64; this machine's by default." };
        var version = TargetVersionOption();
        var command = new Command("show", "Print the effective profile: defaults of its target version filled in.") { name, arch, version };
        command.SetAction(parsed =>
        {
            var overrides = new ProfileOverrides
            {
                Arch = parsed.GetValue(arch) is { } text ? Architecture.Parse(text) : null,
                TargetVersion = parsed.GetValue(version),
            };
            var resolved = new ProfileResolver(ProfileCatalog.BuiltIn).ResolveOrThrow(
                ProfileDocument.FromName(parsed.GetRequiredValue(name)),
                new ResolveOptions { Overrides = overrides, DefaultArch = Architecture.Host });
            foreach (var warning in resolved.Warnings)
            {
                host.Error.WriteLine($"imager: warning: {warning}");
            }

            host.Out.Write(ProfileDump.ToYaml(resolved.Profile));
        });
        return command;
    }

    private static Option<string?> TargetVersionOption() =>
        new("--target-version") { Description = "Target OS version, 1.6 to 1.15; 1.15.0 by default." };

    private static TargetVersion VersionOf(string? text) => text is null ? TargetVersion.Default : TargetVersion.Parse(text);

    private static string ToText(IReadOnlyList<CatalogEntry> entries)
    {
        var width = entries.Max(entry => entry.Name.Length) + 2;
        return string.Concat(entries.Select(entry => $"{entry.Name.PadRight(width)}{entry.Description}\n"));
    }

    private static string ToJson(IReadOnlyList<CatalogEntry> entries) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            json.WriteString("name", entry.Name);
            json.WriteString("description", entry.Description);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
