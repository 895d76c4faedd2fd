using Imager.Profiles.Extensions;

namespace Imager.Profiles.Tests.Extensions;

public class MachineConfigDocumentsTests
{
    [Theory]
    [InlineData("version: v1alpha1\nmachine:\n  type: worker\n")]
    [InlineData("apiVersion: v1alpha1\nkind: HostnameConfig\nhostname: node-1\n")]
    [InlineData("machine: {}\n---\napiVersion: v1alpha1\nkind: KmsgLogConfig\nname: x\n---\n")]
    public void Check_takes_machine_configurations(string text)
    {
        Assert.Empty(MachineConfigDocuments.Check(text, "config.yaml"));
    }

    [Theory]
    [InlineData("", "there is no document in it")]
    [InlineData("machine: [", "neither YAML nor JSON")]
    [InlineData("- machine\n", "must be a mapping of keys to values")]
    [InlineData("machin: {}\n", "Did you mean \"machine\"?")]
    [InlineData("machine: yes\n", "must be a mapping")]
    [InlineData("machine:\n  type: wroker\n", "is not one of init, controlplane, worker")]
    [InlineData("kind: HostnameConfig\n", "needs both")]
    [InlineData("machine: {}\n---\ncluster: {}\n", "a second v1alpha1 document")]
    public void Check_says_what_is_wrong(string text, string expected)
    {
        Assert.Contains(
            MachineConfigDocuments.Check(text, "config.yaml"), problem => problem.ToString().Contains(expected, StringComparison.Ordinal));
    }
}
