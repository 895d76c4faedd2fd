using Imager.Containers;
using Imager.Core;
using Imager.Oci.Model;

namespace Imager.Tests.Containers;

public class ContainerKindsTests
{
    [Theory]
    [InlineData("/bin/installer", null, ContainerKind.InstallerBase)]
    [InlineData("/usr/bin/installer", null, ContainerKind.InstallerBase)]
    [InlineData("/bin/imager", null, ContainerKind.Imager)]
    [InlineData("/usr/bin/imager", "installer-base", ContainerKind.InstallerBase)]
    [InlineData("/usr/bin/imager", "imager", ContainerKind.Imager)]
    [InlineData("/bin/sh", null, ContainerKind.Foreign)]
    [InlineData("/bin/installer", "something", ContainerKind.Foreign)]
    public void Of_reads_our_label_and_else_the_program(string program, string? label, ContainerKind expected)
    {
        Assert.Equal(expected, ContainerKinds.Of(Config(program, label)));
    }

    [Fact]
    public void Of_an_image_that_starts_nothing_is_foreign()
    {
        Assert.Equal(ContainerKind.Foreign, ContainerKinds.Of(new ContainerConfig()));
    }

    [Theory]
    [InlineData("/bin/imager", "IMG2661", "is an imager, not an installer-base")]
    [InlineData("/bin/nginx", "IMG2662", "it starts \"/bin/nginx\"")]
    public void RequireInstallerBase_names_the_wrong_kind(string program, string code, string words)
    {
        var config = new ImageConfig(Platform.Parse("linux/amd64"), []) { Container = Config(program, null) };

        var error = Assert.Throws<InvalidInputException>(() => ContainerKinds.RequireInstallerBase(config, "r/x:1"));

        Assert.Equal(code, error.Code);
        Assert.Contains($"\"r/x:1\" ", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    private static ContainerConfig Config(string program, string? label) => new()
    {
        Entrypoint = [program],
        Labels = label is null
            ? new SortedDictionary<string, string>()
            : new SortedDictionary<string, string> { [ContainerKinds.Label] = label },
    };
}
