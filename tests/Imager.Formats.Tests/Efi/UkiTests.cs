using System.Text;
using Imager.Core;
using Imager.Formats.Efi;
using Imager.Formats.Extents;
using Imager.Formats.Pe;
using Imager.Formats.Tests.Pe;

namespace Imager.Formats.Tests.Efi;

public class UkiTests
{
    private static readonly MemorySource Kernel = LinuxKernelTests.BzImage("6.1.58-talos (builder@host)");
    private static readonly MemorySource Initramfs = new(Encoding.ASCII.GetBytes(new string('i', 70_000)));

    [Fact]
    public void Sections_come_in_the_peers_order()
    {
        var options = Options() with
        {
            Uname = "6.1.58-talos",
            Splash = new MemorySource("BM"u8.ToArray()),
            PcrPublicKey = "key",
            PcrSignatures = ["{0}", "{1}", "{2}"],
            HasMainProfile = true,
            ExtraProfiles = [new("reset", "Reset system disk", "a=b wipe"), new("same", null, null)],
        };

        Assert.Equal(
            [
                ".osrel", ".cmdline", ".uname", ".splash", ".pcrpkey", ".linux", ".initrd", ".profile", ".pcrsig",
                ".profile", ".cmdline", ".pcrsig", ".profile", ".pcrsig",
            ],
            Uki.Sections(options).Select(section => section.Name));
    }

    [Fact]
    public void TryRead_returns_what_Create_wrote()
    {
        var options = Options() with
        {
            Uname = "6.1.58-talos",
            HasMainProfile = true,
            ExtraProfiles = [new("reset", "Reset system disk", "a=b wipe"), new("same", null, null)],
        };

        var map = Uki.Create(options);
        var uki = UkiImage.TryRead(map.AsSource())!;

        Assert.Equal((options.OsReleaseText, "a=b", "6.1.58-talos"), (uki.OsReleaseText, uki.CommandLine, uki.Uname));
        Assert.Equal([new("main", null, null), .. options.ExtraProfiles], uki.Profiles);
        Assert.Equal(new string('t', 0x123), uki.Sbat);
        Assert.Equal(Kernel.ToArray(), uki.Pe.Open(uki.Pe.Find(".linux")!).ToArray());
        Assert.Equal(Initramfs.ToArray(), uki.Pe.Open(uki.Pe.Find(".initrd")!).ToArray());
        Assert.Contains(map.Flatten(), extent => ReferenceEquals(extent.Source, Initramfs));
    }

    [Fact]
    public void Create_gives_the_same_bytes_and_other_ones_for_another_command_line()
    {
        var first = Uki.Create(Options()).AsSource().ToArray();

        Assert.Equal(first, Uki.Create(Options()).AsSource().ToArray());
        Assert.NotEqual(first, Uki.Create(Options() with { CommandLine = "a=c" }).AsSource().ToArray());
        Assert.NotEqual(first, Uki.Create(Options() with { Epoch = new SourceDateEpoch(1) }).AsSource().ToArray());
    }

    [Fact]
    public void Create_lists_all_problems()
    {
        var options = Options() with
        {
            Stub = new TestStub { Machine = 0xAA64, SectionNames = [".text", ".linux"] }.Build(),
            CommandLine = "a\nb",
            ExtraProfiles = [new("main", null, null), new("x", null, null), new("x", null, null)],
            PcrSignatures = ["{}"],
        };

        var error = Assert.Throws<InvalidInputException>(() => Uki.Create(options));

        Assert.Equal("IMG2243", error.Code);
        Assert.Contains("it is a finished UKI", error.Message, StringComparison.Ordinal);
        Assert.Contains("The kernel is for amd64, the stub for PE machine 0xAA64", error.Message, StringComparison.Ordinal);
        Assert.Contains("\"main\" is empty, used twice or reserved", error.Message, StringComparison.Ordinal);
        Assert.Contains("\"x\" is empty, used twice or reserved", error.Message, StringComparison.Ordinal);
        Assert.Contains("need the main profile", error.Message, StringComparison.Ordinal);
        Assert.Contains("1 PCR signatures do not match 4 profiles", error.Message, StringComparison.Ordinal);
        Assert.Contains("contains a control character", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#### LoaderInfo: systemd-stub 256.9 ####", "256.9")]
    [InlineData("#### something else ####", "nothing")]
    public void Create_refuses_profiles_for_a_stub_that_would_boot_the_last_command_line(string loaderInfo, string said)
    {
        var options = Options() with
        {
            Stub = new TestStub { LoaderInfo = loaderInfo }.Build(),
            HasMainProfile = true,
            ExtraProfiles = [new("reset", "Reset system disk", "wipe")],
        };

        var error = Assert.Throws<InvalidInputException>(() => Uki.Create(options));

        Assert.Contains($"systemd-stub 257 or later, the stub says \"{said}\"", error.Message, StringComparison.Ordinal);
        Assert.NotNull(Uki.Create(options with { ExtraProfiles = [] }));
    }

    [Fact]
    public void LoaderInfo_is_read_from_the_stub()
    {
        Assert.Equal(
            new LoaderInfo("systemd-stub", "257.13-1~deb13u1", 257),
            LoaderInfo.TryRead(PeImage.TryRead(new TestStub().Build())!));
    }

    [Fact]
    public void TryRead_returns_null_when_there_is_no_kernel_inside()
    {
        Assert.Null(UkiImage.TryRead(new TestStub().Build()));
        Assert.Null(UkiImage.TryRead(Initramfs));
    }

    [Fact]
    public void TryRead_refuses_a_text_beyond_1_MiB()
    {
        var uki = Uki.Create(Options() with { CommandLine = new string('x', (1 << 20) + 1) });

        Assert.Equal("IMG2244", Assert.Throws<InvalidInputException>(() => UkiImage.TryRead(uki.AsSource())).Code);
    }

    private static UkiOptions Options() => new()
    {
        Stub = new TestStub().Build(),
        Linux = Kernel,
        Initrd = Initramfs,
        OsReleaseText = new OsRelease { Name = "Talos", Version = "v1.10.0" }.ToText(),
        CommandLine = "a=b",
    };
}
