using Imager.Arguments;
using Imager.Core;
using Imager.Extensions;
using Imager.Tests.Support;

namespace Imager.Tests.Extensions;

public sealed class EmbeddedConfigTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_configuration_with_a_misspelt_key_is_refused_while_planning()
    {
        var error = Assert.Throws<InvalidInputException>(() => Plan("machin:\n  type: worker\n"));

        Assert.Equal("IMG2869", error.Code);
        Assert.Contains("embedded machine configuration:1:1: machin: unknown key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_with_a_configuration_needs_preparation_and_one_without_does_not()
    {
        Assert.True(PrepareExtensions.IsNeeded(Plan("machine:\n  type: worker\n").Plans[0]));
        Assert.False(PrepareExtensions.IsNeeded(ImageArguments.Parse(["metal", "--arch", "amd64"], new InputFiles(() => string.Empty)).Plans[0]));
    }

    [Theory]
    [InlineData("enforce", ExtensionChecks.Enforce)]
    [InlineData("warn", ExtensionChecks.Warn)]
    [InlineData("off", ExtensionChecks.Off)]
    public void Check_level_reaches_the_run(string text, ExtensionChecks expected)
    {
        var run = ImageArguments.Parse(
            ["metal", "--arch", "amd64", "--extension-checks", text, "--no-module-check", "--module-certificate", "a", "--module-certificate", "b"],
            new InputFiles(() => string.Empty));

        Assert.Equal((expected, false), (run.Extensions.Checks, run.Extensions.ChecksModules));
        Assert.Equal(["a", "b"], run.Extensions.ModuleCertificateFiles);
    }

    private ImageRun Plan(string text) => ImageArguments.Parse(
        ["metal", "--arch", "amd64", "--embedded-config-path", folder.Write("config.yaml", System.Text.Encoding.UTF8.GetBytes(text))],
        new InputFiles(() => string.Empty));
}
