using System.Buffers.Binary;
using System.Security.Cryptography;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Pe;

namespace Imager.Formats.Tests.Pe;

public class AuthenticodeTests
{
    [Fact]
    public void ComputeDigest_leaves_out_checksum_directory_and_certificates()
    {
        var bytes = new TestStub().Build().Bytes.ToArray();
        var expected = SHA256.HashData([.. bytes[..0xD8], .. bytes[0xDC..0x128], .. bytes[0x130..]]);
        var signed = (byte[])[.. bytes, .. new byte[256]];
        signed[0xD8] ^= 0xFF;
        BinaryPrimitives.WriteUInt32LittleEndian(signed.AsSpan(0x128), (uint)bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(signed.AsSpan(0x12C), 256);

        Assert.Equal(expected, Authenticode.ComputeDigest(new MemorySource(bytes), HashAlgorithmName.SHA256));
        Assert.Equal(expected, Authenticode.ComputeDigest(new MemorySource(signed), HashAlgorithmName.SHA256));
    }

    [Fact]
    public void ComputeDigest_pads_to_8_bytes()
    {
        var bytes = (byte[])[.. new TestStub().Build().Bytes.ToArray(), 1, 2, 3];
        var expected = SHA256.HashData([.. bytes[..0xD8], .. bytes[0xDC..0x128], .. bytes[0x130..], 0, 0, 0, 0, 0]);

        Assert.Equal(expected, Authenticode.ComputeDigest(new MemorySource(bytes), HashAlgorithmName.SHA256));
    }

    [Fact]
    public void ComputeDigest_differs_when_a_covered_byte_differs()
    {
        var bytes = new TestStub().Build().Bytes.ToArray();
        var before = Authenticode.ComputeDigest(new MemorySource(bytes), HashAlgorithmName.SHA256);
        bytes[^1] ^= 1;

        Assert.NotEqual(before, Authenticode.ComputeDigest(new MemorySource(bytes), HashAlgorithmName.SHA256));
    }

    [Fact]
    public void ComputeDigest_refuses_a_certificate_table_inside_the_headers()
    {
        var bytes = new TestStub().Build().Bytes.ToArray();
        (bytes[0x128], bytes[0x12C]) = (16, 8);

        var error = Assert.Throws<InvalidInputException>(() => Authenticode.ComputeDigest(new MemorySource(bytes), HashAlgorithmName.SHA256));

        Assert.Equal("IMG2241", error.Code);
    }
}
