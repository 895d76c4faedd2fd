using Imager.Profiles.Extensions;

namespace Imager.Profiles.Tests.Extensions;

public class ServiceSpecTests
{
    /// <summary>Every key of chapter 9.</summary>
    private const string Valid = """
        name: hello-world
        container:
          entrypoint: ./hello-world
          environmentFile: /var/etc/hello-world/env
          environment:
            - XDG_RUNTIME_DIR=/run
          args:
            - -f
          mounts:
            - source: /var/log/audit
              destination: /var/log/audit
              type: bind
              options:
                - rshared
                - bind
                - ro
          security:
            maskedPaths: []
            readonlyPaths:
              - /path
            writeableRootfs: true
            writeableSysfs: true
            rootfsPropagation: shared
        depends:
          - service: cri
          - path: /run/machined/machined.sock
          - network:
              - addresses
              - connectivity
              - hostname
              - etcfiles
          - time: true
          - configuration: true
        restart: untilSuccess
        logToConsole: true

        """;

    [Fact]
    public void Parse_reads_every_key_of_the_documentation()
    {
        var result = ServiceSpec.Parse(Valid, "hello.yaml");

        Assert.Empty(result.Problems);
        var service = result.Service!;
        Assert.Equal(("ext-hello-world", "./hello-world", "untilSuccess"), (service.Id, service.Entrypoint, service.Restart));
        Assert.Equal("usr/local/lib/containers/hello-world", service.RootFolder);
        Assert.Equal(["cri"], service.ServiceDependencies);
        Assert.True(service.HasWritableRoot);
        Assert.Equal(("/var/log/audit", "/var/log/audit"), (service.Mounts[0].Source, service.Mounts[0].Destination));
    }

    [Theory]
    [InlineData("name: hello-world", "name: Hello", "a-z, 0-9, - and _")]
    [InlineData("entrypoint: ./hello-world", "entrypoints: ./hello-world", "entrypoint is missing")]
    [InlineData("    - -f\n", "    - -f\n  argz: []\n", "Did you mean \"args\"?")]
    [InlineData("XDG_RUNTIME_DIR=/run", "XDG_RUNTIME_DIR", "must be NAME=VALUE")]
    [InlineData("environmentFile: /var", "environmentFile: var", "must be an absolute path")]
    [InlineData("destination: /var", "destination: var", "must be an absolute path in the container")]
    [InlineData("source: /var", "source: var", "must be an absolute path of the host")]
    [InlineData("        - bind\n", "", "needs \"bind\" or \"rbind\"")]
    [InlineData("rootfsPropagation: shared", "rootfsPropagation: shaerd", "Did you mean \"shared\"?")]
    [InlineData("      - /path", "      - path", "must be an absolute path")]
    [InlineData("restart: untilSuccess", "restart: untilsuccess", "Did you mean \"untilSuccess\"?")]
    [InlineData("restart: untilSuccess\n", "", "refuses the file without it")]
    [InlineData("  - service: cri", "  - service: cri\n    time: true", "2 conditions in one entry")]
    [InlineData("  - time: true", "  - time: false", "0 conditions in one entry")]
    [InlineData("      - hostname", "      - hostnames", "Did you mean \"hostname\"?")]
    [InlineData("writeableRootfs: true", "writableRootfs: true", "Did you mean \"writeableRootfs\"?")]
    public void Parse_reports_what_the_OS_would_log_or_ignore(string old, string changed, string expected)
    {
        Assert.Contains(old, Valid, StringComparison.Ordinal);

        var result = ServiceSpec.Parse(Valid.Replace(old, changed, StringComparison.Ordinal), "hello.yaml");

        Assert.Contains(result.Problems, problem => problem.ToString().Contains(expected, StringComparison.Ordinal));
    }
}
