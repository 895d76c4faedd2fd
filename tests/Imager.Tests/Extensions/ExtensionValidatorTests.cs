using Imager.Core;
using Imager.Extensions;
using Imager.Formats.Extents;
using Imager.Profiles;
using Imager.Tests.Support;

namespace Imager.Tests.Extensions;

public sealed class ExtensionValidatorTests : IDisposable
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const string Service = "rootfs/usr/local/etc/containers/hello.yaml";
    private const string Root = "rootfs/usr/local/lib/containers/hello";
    private const string ModuleFolder = "rootfs/usr/lib/modules/6.12.117+deb13-amd64/extra";

    private static readonly byte[] Module = File.ReadAllBytes(ModuleSignatureTests.Fixture("crc16.ko"));
    private static readonly KernelIdentity Kernel = new(
        "6.12.117+deb13-amd64", [ModuleCertificate.ReadFile(ModuleSignatureTests.Fixture("kernel.x509"))], IsScanned: true, ForcesSignatures: null)
    {
        IsEnforcedByCommandLine = true,
    };

    private readonly ExtensionFolder extension = new();

    public void Dispose() => extension.Dispose();

    [Fact]
    public async Task A_service_as_the_documentation_shows_it_passes()
    {
        WriteService("");

        Assert.Empty(await FindAsync());
    }

    [Theory]
    [InlineData("bin", ExtensionRules.Layout, "unexpected file \"bin\"")]
    [InlineData("rootfs/usr/localfoo/x", ExtensionRules.AllowedPath, "It only begins like /usr/local")]
    [InlineData("rootfs/opt/x", ExtensionRules.AllowedPath, "path \"/opt/x\" is not allowed in extensions")]
    [InlineData("rootfs/lib/firmware/x", ExtensionRules.AllowedPath, "Since 1.10 that is /usr/lib/firmware/x")]
    [InlineData("rootfs/usr/local/etc/containers/x.yml", ExtensionRules.ServiceFile, "reads *.yaml only")]
    [InlineData("rootfs/usr/lib/modules/6.12.117+deb13-amd64/extra/x.ko", ExtensionRules.ElfArchitecture, "no kernel module")]
    [InlineData("rootfs/usr/lib/modules/6.12.117+deb13-amd64/extra/x.ko.xz", ExtensionRules.ElfArchitecture, "a compressed kernel module")]
    public async Task A_file_in_the_wrong_place_is_named_with_its_rule(string path, string rule, string message)
    {
        extension.Write(path, "x");

        Assert.Contains(await FindAsync(), finding => finding.Rule == rule && finding.IsError && finding.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_paths_are_allowed_before_the_merge_of_usr()
    {
        extension.Write("rootfs/lib/firmware/x", "x");

        Assert.Empty(await FindAsync(new(Architecture.Amd64, TargetVersion.Parse("1.6.0"))));
        Assert.NotEmpty(await FindAsync());
    }

    [Fact]
    public async Task A_world_writable_file_is_refused()
    {
        extension.Write("rootfs/usr/local/x", "x", UnixFileMode.UserRead | UnixFileMode.OtherWrite);

        Assert.Equal(ExtensionRules.WorldWritable, Assert.Single(await FindAsync()).Rule);
    }

    [Fact]
    public async Task The_version_range_is_compared_with_the_target()
    {
        var finding = Assert.Single(await FindAsync(new(Architecture.Amd64, TargetVersion.Parse("1.5.0"))));

        Assert.Equal(ExtensionRules.Compatibility, finding.Rule);
        Assert.Contains("version constraint >= v1.6.0 can't be satisfied with Talos version 1.5.0", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_for_another_machine_is_refused()
    {
        WriteService("", machine: 183);

        Assert.Equal(
            [ExtensionRules.ElfArchitecture, ExtensionRules.ServiceEntrypoint], (await FindAsync()).Select(finding => finding.Rule));
    }

    [Theory]
    [InlineData("./hello", "./helo", ExtensionRules.ServiceEntrypoint, "Did you mean \"hello\"?")]
    [InlineData("name: hello", "name: other", ExtensionRules.ServiceRoot, "/usr/local/lib/containers/other is not in the extension")]
    [InlineData("restart: always", "restart: sometimes", ExtensionRules.ServiceFile, "must be one of")]
    [InlineData("restart: always", "depends:\n  - service: ext-hello\nrestart: always", ExtensionRules.ServiceDependency, "ext-hello -> ext-hello")]
    [InlineData("restart: always", "depends:\n  - service: ext-gone\nrestart: always", ExtensionRules.ServiceDependency, "wait forever")]
    [InlineData("restart: always", "depends:\n  - service: hello\nrestart: always", ExtensionRules.ServiceDependency, "ext-hello")]
    public async Task A_service_that_could_not_run_is_refused(string old, string changed, string rule, string message)
    {
        WriteService("");
        extension.Write(Service, File.ReadAllText(extension.File(Service)).Replace(old, changed, StringComparison.Ordinal));

        Assert.Contains(await FindAsync(), finding => finding.Rule == rule && finding.IsError && finding.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mount_may_bring_the_program_and_must_have_a_source()
    {
        WriteService("  mounts:\n    - {source: /usr, destination: /host, type: bind, options: [bind]}\n    - {source: /data, destination: /data, type: bind, options: [bind]}\n");
        File.WriteAllText(extension.File(Service), File.ReadAllText(extension.File(Service)).Replace("./hello", "/host/bin/sh", StringComparison.Ordinal));

        var finding = Assert.Single(await FindAsync());

        Assert.Equal(ExtensionRules.ServiceMount, finding.Rule);
        Assert.Contains("/data is in no extension and cannot be created", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_needs_its_interpreter()
    {
        WriteService("");
        extension.Write(Root + "/hello", "#!/bin/sh\n", Executable);

        Assert.Contains("started by /bin/sh, which is not in the container's root", Assert.Single(await FindAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_file_at_the_same_path_is_an_error_the_same_file_a_warning()
    {
        using var second = new ExtensionFolder("second");
        extension.Write("rootfs/usr/local/same", "1").Write("rootfs/usr/local/other", "1");
        second.Write("rootfs/usr/local/same", "1").Write("rootfs/usr/local/other", "2");

        var findings = Check([await extension.LoadAsync(), await second.LoadAsync()]);

        Assert.Equal(
            [("rootfs/usr/local/other", true), ("rootfs/usr/local/same", false)], findings.Select(finding => (finding.Path, finding.IsError)));
    }

    [Fact]
    public async Task A_module_of_the_kernel_passes_and_is_refused_for_another_release()
    {
        extension.Write(ModuleFolder + "/crc16.ko", Module);

        Assert.Empty(await FindAsync());
        var findings = await FindAsync(Context with { Kernel = Kernel with { Release = "6.12.118" } });
        Assert.All(findings, finding => Assert.Equal(ExtensionRules.ModuleRelease, finding.Rule));
        Assert.Contains(findings, finding => finding.Message.Contains("built for kernel 6.12.117+deb13-amd64", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("6.12.117+deb13-amd64 SMP preempt mod_unload modversions", true)]
    [InlineData("6.12.117+deb13-amd64 SMP mod_unload modversions", false)]
    public async Task A_module_of_another_configuration_is_refused(string kernel, bool isFine)
    {
        extension.Write(ModuleFolder + "/crc16.ko", Module);

        var findings = await FindAsync(Context with { Kernel = Kernel with { VersionMagic = kernel } });

        Assert.Equal(isFine, findings.Count == 0);
        Assert.All(findings, finding => Assert.Contains($"the kernel's \"{kernel}\"", finding.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Kernel_image_tells_its_vermagic()
    {
        var image = new byte[4096];
        "ARMd"u8.CopyTo(image.AsSpan(0x38));
        "\0 garbage mod_unload \0"u8.CopyTo(image.AsSpan(100));
        "\06.1.0 SMP mod_unload \0"u8.CopyTo(image.AsSpan(1000));

        var scan = KernelScan.Run(new MemorySource(image), CancellationToken.None);

        Assert.Equal(["6.1.0 SMP mod_unload"], scan!.VersionMagics);
    }

    [Fact]
    public async Task A_module_with_a_strangers_signature_is_refused_where_the_kernel_insists()
    {
        extension.Write(ModuleFolder + "/crc16.ko", Module);
        var stranger = Kernel with { Certificates = [] };

        var refused = Assert.Single(await FindAsync(Context with { Kernel = stranger }));
        var tainted = Assert.Single(await FindAsync(Context with { Kernel = stranger with { IsEnforcedByCommandLine = false } }));

        Assert.True(refused.IsError);
        Assert.Contains("Key was rejected by service", refused.Message, StringComparison.Ordinal);
        Assert.False(tainted.IsError);
        Assert.Contains("tainted", tainted.Message, StringComparison.Ordinal);
        Assert.Empty(await FindAsync(Context with { Kernel = stranger, ChecksModules = false }));
    }

    [Fact]
    public async Task An_altered_module_is_refused_by_every_kernel()
    {
        byte[] altered = [.. Module];
        altered[200] ^= 1;
        extension.Write(ModuleFolder + "/crc16.ko", altered);

        Assert.Contains("altered", Assert.Single(await FindAsync(Context with { Kernel = Kernel with { IsEnforcedByCommandLine = false } })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnsureValid_lists_every_error_with_extension_path_and_rule()
    {
        extension.Write("bin", "x").Write("rootfs/opt/x", "x");
        var findings = await FindAsync();

        var error = Assert.Throws<InvalidInputException>(() => ExtensionValidator.EnsureValid(findings));

        Assert.Contains("hello: bin: [layout]", error.Message, StringComparison.Ordinal);
        Assert.Contains("hello: rootfs/opt/x: [allowed-path]", error.Message, StringComparison.Ordinal);
    }

    private static ValidationContext Context => new(Architecture.Amd64, TargetVersion.Default) { Kernel = Kernel, IsWholeSet = true };

    private static IReadOnlyList<ExtensionFinding> Check(IReadOnlyList<ExtensionImage> extensions, ValidationContext? context = null) =>
        ExtensionValidator.Check(extensions, context ?? Context, CancellationToken.None);

    private async Task<IReadOnlyList<ExtensionFinding>> FindAsync(ValidationContext? context = null) => Check([await extension.LoadAsync()], context);

    private void WriteService(string more, byte machine = 62)
    {
        var program = new byte[64];
        "\u007FELF\u0002\u0001\u0001"u8.CopyTo(program);
        (program[16], program[18]) = (2, machine);
        extension.Write(Root + "/hello", program, Executable)
            .Write(Service, $"name: hello\ncontainer:\n  entrypoint: ./hello\n{more}restart: always\n");
    }
}
