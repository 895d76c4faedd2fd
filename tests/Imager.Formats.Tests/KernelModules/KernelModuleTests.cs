using System.Text;
using Imager.Core;
using Imager.Formats.Binary;
using Imager.Formats.Compression;
using Imager.Formats.Extents;
using Imager.Formats.KernelModules;

namespace Imager.Formats.Tests.KernelModules;

public sealed class KernelModuleTests
{
    private const int SectionHeaderBytes = 64;

    [Fact]
    public void Parse_reads_what_a_module_says()
    {
        var module = KernelModule.Parse(SampleModule());

        Assert.Equal(Architecture.Amd64, module.Architecture);
        Assert.Equal(("hello", "6.12.1 SMP"), (module.Name, module.VersionMagic));
        Assert.Equal(["usbcore", "dummy"], module.Depends);
        Assert.Equal(["pci:v1", "hello-*"], module.Aliases);
        Assert.Equal(["a.bin"], module.Firmware);
        Assert.Equal([new ExportedSymbol("hello", 0x1234, true, string.Empty)], module.Exports);
        Assert.Equal(["printk"], module.UndefinedSymbols);
        Assert.Null(module.Signature);
    }

    [Theory]
    [InlineData(CompressionFormat.Xz)]
    [InlineData(CompressionFormat.Zstandard)]
    [InlineData(CompressionFormat.Gzip)]
    public void Read_unpacks_a_module(CompressionFormat format)
    {
        using var packed = new MemoryStream();
        CompressedImageWriter.Write(
            ExtentMap.FromSource(new MemorySource(SampleModule())), packed, new CompressionOptions { Format = format, Threads = 1 }, CancellationToken.None);

        Assert.Equal("hello", KernelModule.Read(new MemorySource(packed.ToArray())).Name);
    }

    [Fact]
    public void Parse_refuses_what_is_no_module() =>
        Assert.Equal("IMG2150", Assert.Throws<InvalidInputException>(() => KernelModule.Parse("#!/bin/sh"u8.ToArray())).Code);

    [Fact]
    public void Parse_refuses_another_machine()
    {
        var file = SampleModule();
        file[18] = 40;

        Assert.Equal("IMG3064", Assert.Throws<UnsupportedException>(() => KernelModule.Parse(file)).Code);
    }

    [Fact]
    public void Parse_ends_with_a_typed_error_whatever_the_bytes()
    {
        var file = SampleModule();
        for (var index = 0; index < file.Length; index++)
        {
            foreach (var change in new byte[] { 0x01, 0x80, 0xFF })
            {
                var mutant = (byte[])file.Clone();
                mutant[index] ^= change;

                var error = Record.Exception(() => KernelModule.Parse(mutant));

                Assert.True(error is null or ImagerException, $"byte {index} ^ {change}: {error}");
            }
        }
    }

    [Fact]
    public void Depmod_finds_who_needs_whom_and_prefers_extras()
    {
        var user = SampleModule(("user", "hello"));
        var inputs = new DepmodInputs
        {
            Modules =
            [
                new("kernel/hello.ko", new MemorySource(SampleModule())),
                new("extras/hello.ko", new MemorySource(SampleModule())),
                new("kernel/the-user.ko", new MemorySource(user)),
            ],
            Order = "kernel/the-user.ko\nkernel/hello.ko\n",
            Search = ["extras", "built-in"],
            Threads = 2,
        };

        var files = Depmod.Create(inputs, CancellationToken.None);

        Assert.Equal("kernel/the-user.ko: extras/hello.ko\nextras/hello.ko:\n", Encoding.UTF8.GetString(files["modules.dep"]));
        Assert.Contains("alias symbol:hello hello\n", Encoding.UTF8.GetString(files["modules.symbols"]), StringComparison.Ordinal);
        Assert.Equal(files["modules.dep.bin"], Depmod.Create(inputs with { Threads = 1 }, CancellationToken.None)["modules.dep.bin"]);
    }

    [Fact]
    public void Depmod_refuses_a_circle()
    {
        var inputs = new DepmodInputs
        {
            Modules = [new("a.ko", new MemorySource(SampleModule(("a", "b")))), new("b.ko", new MemorySource(SampleModule(("b", "a"))))],
            Threads = 1,
        };

        Assert.Equal("IMG2152", Assert.Throws<InvalidInputException>(() => Depmod.Create(inputs, CancellationToken.None)).Code);
    }

    /// <summary>An ELF file with the sections that modules have: it exports one symbol and needs another.</summary>
    private static byte[] SampleModule((string Exports, string Needs)? symbols = null)
    {
        var (exports, needs) = symbols ?? ("hello", "printk");
        const string info =
            "name=hello\0vermagic=6.12.1 SMP\0depends=usbcore,dummy\0alias=pci:v1\0alias=hello-*\0firmware=a.bin\0license=GPL\0";
        var texts = $"\0__ksymtab_{exports}\0__crc_{exports}\0{needs}\0";
        var crc = texts.IndexOf("__crc_", StringComparison.Ordinal);
        byte[][] contents =
        [
            [], Encoding.ASCII.GetBytes("\0names\0.modinfo\0symbols\0texts\0__ksymtab_gpl\0"), Encoding.ASCII.GetBytes(info),
            [.. Symbol(0, 0, 0), .. Symbol(1, 5, 0), .. Symbol(crc, 0xFFF1, 0x1234), .. Symbol(crc + 7 + exports.Length, 0, 0)],
            Encoding.ASCII.GetBytes(texts), new byte[8],
        ];
        (int Name, uint Type, uint Link)[] sections = [(0, 0, 0), (1, 3, 0), (7, 1, 0), (16, 2, 4), (24, 3, 0), (30, 1, 0)];
        var dataBytes = contents.Sum(content => content.Length);
        var file = new byte[64 + dataBytes + (sections.Length * SectionHeaderBytes)];
        var fields = new LittleEndianWriter(file);
        fields.WriteBytes([0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        fields.WriteUInt16(1, 62);
        fields.WriteUInt32(1);
        fields.WriteUInt64(0, 0, (ulong)(64 + dataBytes));
        fields.WriteUInt32(0);
        fields.WriteUInt16(64, 0, 0, SectionHeaderBytes, (ushort)sections.Length, 1);
        var offsets = new List<int>();
        foreach (var content in contents)
        {
            offsets.Add(fields.PositionBytes);
            fields.WriteBytes(content);
        }

        foreach (var (index, (name, type, link)) in sections.Index())
        {
            fields.WriteUInt32((uint)name, type);
            fields.WriteUInt64(0, 0, (ulong)offsets[index], (ulong)contents[index].Length);
            fields.WriteUInt32(link, 0);
            fields.WriteUInt64(0, 0);
        }

        fields.EnsureFull();
        return file;
    }

    private static byte[] Symbol(int name, ushort section, ulong value)
    {
        var bytes = new byte[24];
        var fields = new LittleEndianWriter(bytes);
        fields.WriteUInt32((uint)name);
        fields.WriteUInt16(0, section);
        fields.WriteUInt64(value, 0);
        fields.EnsureFull();
        return bytes;
    }
}
