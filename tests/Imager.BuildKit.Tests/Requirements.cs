namespace Imager.BuildKit.Tests;

/// <summary>What the machine offers; what is missing fails the test where IMAGER_REQUIRE_ORACLES=1.</summary>
internal static class Requirements
{
    public const string Busybox = "/bin/busybox";

    public static bool CanRunDockerd() =>
        Has(File.Exists("/usr/sbin/dockerd") || File.Exists("/usr/bin/dockerd"), "dockerd (apt-get install docker.io)")
        && Has(Environment.IsPrivilegedProcess, "root")
        && Has(File.Exists(Busybox), "a static busybox (apt-get install busybox-static)");

    public static bool Has(bool condition, string what)
    {
        if (!condition && Environment.GetEnvironmentVariable("IMAGER_REQUIRE_ORACLES") == "1")
        {
            throw new InvalidOperationException($"this test needs {what}, and IMAGER_REQUIRE_ORACLES=1 forbids skipping");
        }

        if (!condition)
        {
            Console.WriteLine($"skipped: {what} is missing");
        }

        return condition;
    }
}
