using Imager.Core;
using Imager.Profiles.Network;

namespace Imager.Profiles.MachineConfig;

/// <summary>Checks <see cref="ConfigUrlOptions"/> and turns them into <c>talos.config</c> arguments.</summary>
public static class ConfigUrlArguments
{
    /// <summary>The variables that the OS can fill in.</summary>
    public static IReadOnlyList<string> Variables { get; } = ["uuid", "serial", "mac", "hostname", "code"];

    private static readonly string[] SpecialSources = ["metal-iso", "guestinfo"];

    /// <summary>Never throws; wrong options are errors in the result, a secret or a plain-text connection is a warning.</summary>
    /// <param name="options">What the caller asked for.</param>
    /// <param name="platform">The image's platform; OAuth works on <c>metal</c> only.</param>
    public static KernelArguments Create(ConfigUrlOptions options, string platform)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = new List<DocumentProblem>();
        CheckConfigUrl(options, problems);
        if (options.UsesOAuth)
        {
            CheckOAuth(options, platform, problems);
        }

        var arguments = List(options).Where(argument => argument.Value is not null).ToArray();
        foreach (var (key, value) in arguments)
        {
            CheckText(key, value!, problems);
        }

        return new KernelArguments(
            arguments.Select(argument => $"{argument.Key}={argument.Value}").ToArray(), problems);
    }

    private static IEnumerable<(string Key, string? Value)> List(ConfigUrlOptions options) =>
    [
        ("talos.config", options.Url),
        ("talos.config.oauth.client_id", options.ClientId),
        ("talos.config.oauth.client_secret", options.ClientSecret),
        .. options.Scopes.Select(scope => ("talos.config.oauth.scope", (string?)scope)),
        ("talos.config.oauth.audience", options.Audience),
        ("talos.config.oauth.device_auth_url", options.DeviceAuthUrl),
        ("talos.config.oauth.token_url", options.TokenUrl),
        .. options.ExtraVariables.Select(variable => ("talos.config.oauth.extra_variable", (string?)variable)),
    ];

    private static void CheckConfigUrl(ConfigUrlOptions options, List<DocumentProblem> problems)
    {
        if (options.Url is not { } url)
        {
            if (options.UsesOAuth)
            {
                Error(
                    problems,
                    "talos.config",
                    "is missing: OAuth protects the download of the configuration, so give its URL too.");
            }

            return;
        }

        if (SpecialSources.Contains(url))
        {
            if (options.UsesOAuth)
            {
                Error(
                    problems, "talos.config", $"is {url}, which downloads nothing: OAuth needs an http or https URL.");
            }

            return;
        }

        CheckUrl("talos.config", url, options.UsesOAuth, problems);
        CheckVariables(url, problems);
    }

    private static void CheckOAuth(ConfigUrlOptions options, string platform, List<DocumentProblem> problems)
    {
        if (platform != "metal")
        {
            Error(
                problems,
                "talos.config.oauth",
                $"the OS uses OAuth on the metal platform only, this image is for {platform}: drop the OAuth options.");
        }

        if (options.ClientId is null)
        {
            Error(
                problems, "talos.config.oauth.client_id", "is missing: the other OAuth options do nothing without it.");
        }

        if (options.ClientSecret is not null)
        {
            Warning(
                problems,
                "talos.config.oauth.client_secret",
                "whoever can read the image, or the command line of the running machine, can read this secret: "
                + "use a public client without one, or keep the image private.");
        }

        CheckUrl("talos.config.oauth.device_auth_url", options.DeviceAuthUrl, carriesToken: true, problems);
        CheckUrl("talos.config.oauth.token_url", options.TokenUrl, carriesToken: true, problems);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var variable in options.ExtraVariables)
        {
            if (!Variables.Contains(variable))
            {
                Error(problems, "talos.config.oauth.extra_variable", UnknownVariable(variable));
            }
            else if (!seen.Add(variable))
            {
                Warning(problems, "talos.config.oauth.extra_variable", $"\"{variable}\" is given twice: remove one.");
            }
        }
    }

    private static void CheckUrl(string key, string? text, bool carriesToken, List<DocumentProblem> problems)
    {
        if (text is null)
        {
            return;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            Error(
                problems,
                key,
                $"\"{text}\" is no http or https URL: write for example https://example.com/config.yaml.");
            return;
        }

        if (url.UserInfo.Length > 0)
        {
            Warning(problems, key, "holds a user name or password, which whoever can read the image can read.");
        }

        if (url.Fragment.Length > 0)
        {
            Error(problems, key, $"the part after \"#\" in \"{text}\" is never sent to a server: remove it.");
        }

        if (carriesToken && url.Scheme == "http")
        {
            Warning(problems, key, "uses http, so tokens and configuration travel in plain text: use https.");
        }
    }

    private static void CheckVariables(string url, List<DocumentProblem> problems)
    {
        for (var from = 0; url.IndexOf("${", from, StringComparison.Ordinal) is >= 0 and var start; from = start + 2)
        {
            var end = url.IndexOf('}', start);
            if (end < 0)
            {
                Error(problems, "talos.config", $"the variable at \"{url[start..]}\" has no closing \"}}\".");
                return;
            }

            var variable = url[(start + 2)..end];
            if (!Variables.Contains(variable))
            {
                Error(problems, "talos.config", UnknownVariable(variable));
            }
        }
    }

    private static string UnknownVariable(string variable) =>
        $"\"{variable}\" is no variable of the OS.{NearestMatch.Hint(variable, Variables)} Known are {string.Join(", ", Variables)}.";

    /// <summary>The kernel splits at spaces and takes quotes for its own; there is no way to write them in a value.</summary>
    private static void CheckText(string key, string value, List<DocumentProblem> problems)
    {
        if (value.Length == 0)
        {
            Error(problems, key, "is empty: give a value or leave the option out.");
        }

        foreach (var character in value)
        {
            if (character is <= ' ' or '"' or >= '\u007f')
            {
                Error(
                    problems,
                    key,
                    $"{(character == ' ' ? "a space" : $"character U+{(int)character:X4}")} cannot stand on the kernel command line: "
                    + "percent-encode it in a URL; repeat the option for a list.");
                return;
            }
        }
    }

    private static void Error(List<DocumentProblem> problems, string key, string reason) =>
        problems.Add(new(ProblemSeverity.Error, "configuration URL", key, 0, 0, reason));

    private static void Warning(List<DocumentProblem> problems, string key, string reason) =>
        problems.Add(new(ProblemSeverity.Warning, "configuration URL", key, 0, 0, reason));
}
