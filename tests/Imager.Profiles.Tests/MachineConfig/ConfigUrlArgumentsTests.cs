using Imager.Core;
using Imager.Profiles.MachineConfig;

namespace Imager.Profiles.Tests.MachineConfig;

public sealed class ConfigUrlArgumentsTests
{
    private static readonly ConfigUrlOptions Complete = new()
    {
        Url = "https://example.com/config?u=${uuid}&m=${mac}&s=${serial}&h=${hostname}&c=${code}",
        ClientId = "client",
        ClientSecret = "s3cret",
        Scopes = ["openid", "email"],
        Audience = "machines",
        DeviceAuthUrl = "https://oauth2.googleapis.com/device/code",
        TokenUrl = "https://oauth2.googleapis.com/token",
        ExtraVariables = ["uuid", "mac"],
    };

    [Fact]
    public void Create_writes_every_option_of_chapter_10_when_all_are_given()
    {
        var result = ConfigUrlArguments.Create(Complete, "metal");

        Assert.Equal(
            [
                "talos.config=https://example.com/config?u=${uuid}&m=${mac}&s=${serial}&h=${hostname}&c=${code}",
                "talos.config.oauth.client_id=client",
                "talos.config.oauth.client_secret=s3cret",
                "talos.config.oauth.scope=openid",
                "talos.config.oauth.scope=email",
                "talos.config.oauth.audience=machines",
                "talos.config.oauth.device_auth_url=https://oauth2.googleapis.com/device/code",
                "talos.config.oauth.token_url=https://oauth2.googleapis.com/token",
                "talos.config.oauth.extra_variable=uuid",
                "talos.config.oauth.extra_variable=mac",
            ],
            result.EnsureValid());
        var warning = Assert.Single(result.Warnings);
        Assert.StartsWith(
            "configuration URL: warning: talos.config.oauth.client_secret: whoever can read the image", warning.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", warning.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://example.com/config.yaml")]
    [InlineData("https://[2001:db8::1]:8443/")]
    [InlineData("metal-iso")]
    public void Create_finds_nothing_to_say_when_only_the_url_is_given(string url)
    {
        var result = ConfigUrlArguments.Create(new ConfigUrlOptions { Url = url }, "metal");

        Assert.Equal($"talos.config={url}", result.ToString());
        Assert.Empty(result.Problems);
    }

    [Fact]
    public void Create_writes_nothing_when_nothing_is_asked_for()
    {
        var result = ConfigUrlArguments.Create(new ConfigUrlOptions(), "aws");

        Assert.Empty(result.EnsureValid());
    }

    [Theory]
    [InlineData("example.com/config", "talos.config: \"example.com/config\" is no http or https URL: write for example https://example.com/config.yaml.")]
    [InlineData("ftp://example.com/config", "talos.config: \"ftp://example.com/config\" is no http or https URL: write for example https://example.com/config.yaml.")]
    [InlineData("https://example.com/#a", "talos.config: the part after \"#\" in \"https://example.com/#a\" is never sent to a server: remove it.")]
    [InlineData("https://example.com/?u=${uid}", "talos.config: \"uid\" is no variable of the OS. Did you mean \"uuid\"? Known are uuid, serial, mac, hostname, code.")]
    [InlineData("https://example.com/?u=${uuid", "talos.config: the variable at \"${uuid\" has no closing \"}\".")]
    [InlineData("https://example.com/?u=a b", "talos.config: a space cannot stand on the kernel command line: percent-encode it in a URL; repeat the option for a list.")]
    [InlineData("https://example.com/?u=\"", "talos.config: character U+0022 cannot stand on the kernel command line: percent-encode it in a URL; repeat the option for a list.")]
    public void Create_names_the_reason_when_the_url_is_wrong(string url, string expected)
    {
        var result = ConfigUrlArguments.Create(new ConfigUrlOptions { Url = url }, "metal");

        Assert.Equal("configuration URL: " + expected, Assert.Single(result.Errors).ToString());
        Assert.Equal("IMG2560", Assert.Throws<InvalidInputException>(result.EnsureValid).Code);
    }

    [Fact]
    public void Create_warns_when_secrets_or_tokens_are_exposed()
    {
        var result = ConfigUrlArguments.Create(
            new ConfigUrlOptions { Url = "http://user:password@example.com/", ClientId = "c", ExtraVariables = ["mac", "mac"] }, "metal");

        Assert.Equal(
            [
                "configuration URL: warning: talos.config: holds a user name or password, which whoever can read the image can read.",
                "configuration URL: warning: talos.config: uses http, so tokens and configuration travel in plain text: use https.",
                "configuration URL: warning: talos.config.oauth.extra_variable: \"mac\" is given twice: remove one.",
            ],
            result.Problems.Select(problem => problem.ToString()));
        Assert.Equal(4, result.EnsureValid().Count);
    }

    [Fact]
    public void Create_reports_everything_at_once_when_the_oauth_options_do_not_fit_together()
    {
        var result = ConfigUrlArguments.Create(
            new ConfigUrlOptions { ClientSecret = "s", Scopes = ["a b", ""], TokenUrl = "token", ExtraVariables = ["uui"] }, "aws");

        Assert.Equal(
            [
                "talos.config: is missing: OAuth protects the download of the configuration, so give its URL too.",
                "talos.config.oauth: the OS uses OAuth on the metal platform only, this image is for aws: drop the OAuth options.",
                "talos.config.oauth.client_id: is missing: the other OAuth options do nothing without it.",
                "talos.config.oauth.token_url: \"token\" is no http or https URL: write for example https://example.com/config.yaml.",
                "talos.config.oauth.extra_variable: \"uui\" is no variable of the OS. Did you mean \"uuid\"? Known are uuid, serial, mac, hostname, code.",
                "talos.config.oauth.scope: a space cannot stand on the kernel command line: percent-encode it in a URL; repeat the option for a list.",
                "talos.config.oauth.scope: is empty: give a value or leave the option out.",
            ],
            result.Errors.Select(problem => problem.ToString()["configuration URL: ".Length..]));
    }

    [Fact]
    public void Create_refuses_when_oauth_has_nothing_to_download()
    {
        var result = ConfigUrlArguments.Create(new ConfigUrlOptions { Url = "metal-iso", ClientId = "c" }, "metal");

        Assert.Contains("which downloads nothing", Assert.Single(result.Errors).Reason, StringComparison.Ordinal);
    }
}
