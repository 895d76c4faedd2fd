namespace Imager.Cli.Tests.Support;

/// <summary>Another user than the one who runs the tests, where that is possible: root can become nobody.</summary>
internal static class OtherUser
{
    private const string SetPriv = "/usr/bin/setpriv";

    /// <summary>Words before a command, or none.</summary>
    public static IReadOnlyList<string> Words =>
        Environment.IsPrivilegedProcess && File.Exists(SetPriv)
            ? [SetPriv, "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"]
            : [];
}
