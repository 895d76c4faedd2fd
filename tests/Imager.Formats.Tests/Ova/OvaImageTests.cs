using System.Xml.Linq;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Ova;
using Imager.Formats.Tests.Qcow2;

namespace Imager.Formats.Tests.Ova;

public sealed class OvaImageTests
{
    private static readonly OvaOptions Options = new("talos", 15, 0x1234_5678, SourceDateEpoch.Default);
    private static readonly ExtentMap Disk = Qcow2ImageTests.Disk(8 << 20, (0, [1]), (5_000_000, [2]));
    private static readonly XNamespace Ovf = "http://schemas.dmtf.org/ovf/envelope/1";

    [Fact]
    public void Write_puts_descriptor_manifest_and_disk_in_order()
    {
        var ova = OvaReader.Open(new MemorySource(Write(Options)));

        Assert.Equal(["disk.ovf", "disk.mf", "disk.vmdk"], ova.Members.Select(member => member.Name));
        Assert.Empty(ova.FindManifestMismatches());
        Assert.Equal(Disk.AsSource().ToArray(), ova.OpenDisk().AsSource().ToArray());
    }

    [Fact]
    public void The_descriptor_states_file_size_and_capacity()
    {
        var ova = OvaReader.Open(new MemorySource(Write(Options)));
        var envelope = XDocument.Parse(ova.Descriptor).Root!;

        Assert.Equal($"{ova.Members[2].Content.LengthBytes}", envelope.Descendants(Ovf + "File").Single().Attribute(Ovf + "size")!.Value);
        Assert.Equal("8", envelope.Descendants(Ovf + "Disk").Single().Attribute(Ovf + "capacity")!.Value);
        Assert.Equal(7, envelope.Descendants(Ovf + "Item").Count());
        Assert.Contains("vmx-15", ova.Descriptor, StringComparison.Ordinal);
        Assert.Contains("\"talos.config\"", ova.Descriptor, StringComparison.Ordinal);
        Assert.DoesNotContain("firmware", ova.Descriptor, StringComparison.Ordinal);
    }

    [Fact]
    public void The_descriptor_asks_for_uefi_when_told_to()
    {
        var ova = OvaReader.Open(new MemorySource(Write(Options with { UsesUefi = true, HasDiskUuid = false })));

        Assert.NotNull(XDocument.Parse(ova.Descriptor).Root);
        Assert.Contains("vmw:key=\"firmware\" vmw:value=\"efi\"", ova.Descriptor, StringComparison.Ordinal);
        Assert.DoesNotContain("EnableUUID", ova.Descriptor, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_gives_the_same_bytes_for_any_number_of_threads_and_other_bytes_for_another_epoch()
    {
        Assert.Equal(Write(Options), Write(Options, threads: 3));
        Assert.NotEqual(Write(Options), Write(Options with { Epoch = new SourceDateEpoch(1) }));
    }

    [Fact]
    public void Write_appends_at_the_streams_position()
    {
        using var output = new MemoryStream();
        output.Write(new byte[100]);

        OvaImage.Write(Disk, output, Options, 1, CancellationToken.None);

        Assert.Equal(Write(Options), output.ToArray()[100..]);
        Assert.Equal(output.Length, output.Position);
    }

    [Fact]
    public void FindManifestMismatches_names_a_changed_member()
    {
        var bytes = Write(Options);
        bytes[^2000] ^= 1;

        Assert.Equal(["disk.vmdk"], OvaReader.Open(new MemorySource(bytes)).FindManifestMismatches());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("ü")]
    public void Write_refuses_names_that_do_not_fit_the_formats(string name)
    {
        Assert.Equal("IMG2371", Assert.Throws<InvalidInputException>(() => Write(Options with { FileBaseName = name })).Code);
        Assert.Equal("IMG2371", Assert.Throws<InvalidInputException>(() => Write(Options with { Name = name })).Code);
    }

    [Fact]
    public void Reader_names_what_is_wrong()
    {
        var bytes = Write(Options);

        Assert.Equal("IMG2372", Assert.Throws<InvalidInputException>(() => OvaReader.Open(new MemorySource(new byte[2000]))).Code);
        Assert.Equal("IMG2373", Assert.Throws<InvalidInputException>(() => OvaReader.Open(new MemorySource(bytes.AsMemory(0, 4096)))).Code);
        bytes[130] ^= 1;
        Assert.Equal("IMG2370", Assert.Throws<InvalidInputException>(() => OvaReader.Open(new MemorySource(bytes))).Code);
    }

    [Fact]
    public void Reader_throws_only_typed_errors_when_bytes_are_mutated() =>
        Mutations.Run(Write(Options), 1500, image => OvaReader.Open(new MemorySource(image)).OpenDisk());

    private static byte[] Write(OvaOptions options, int threads = 1)
    {
        using var output = new MemoryStream();
        OvaImage.Write(Disk, output, options, threads, CancellationToken.None);
        return output.ToArray();
    }
}
