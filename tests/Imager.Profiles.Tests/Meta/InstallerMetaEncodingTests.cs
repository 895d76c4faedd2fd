using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Imager.Core;
using Imager.Profiles.Meta;

namespace Imager.Profiles.Tests.Meta;

public sealed class InstallerMetaEncodingTests
{
    private static readonly MetaValue[] Two = [new(10, "foo"), new(11, "bar")];

    [Fact]
    public void Encode_equals_the_documented_text_when_one_value_is_given()
    {
        // The user's document, chapter 11: the command line of an ISO made with --meta 0xa=foo.
        Assert.Equal("MHhhPWZvbw==", InstallerMetaEncoding.Encode([new(10, "foo")], allowGzip: false));
    }

    [Fact]
    public void Encode_joins_with_semicolons_when_several_values_are_given()
    {
        var encoded = InstallerMetaEncoding.Encode(Two, allowGzip: true);

        Assert.Equal(20, encoded.Length);
        Assert.Equal("0xa=foo;0xb=bar", Encoding.ASCII.GetString(Convert.FromBase64String(encoded)));
    }

    [Fact]
    public void Encode_returns_nothing_when_there_are_no_values()
    {
        Assert.Equal(string.Empty, InstallerMetaEncoding.Encode([], allowGzip: true));
        Assert.Empty(InstallerMetaEncoding.Decode(string.Empty));
    }

    [Theory]
    [InlineData(252, true, false)]
    [InlineData(253, true, true)]
    [InlineData(253, false, false)]
    public void Encode_compresses_only_above_256_bytes_when_the_version_allows_it(int valueLength, bool allowGzip, bool gzip)
    {
        var value = new MetaValue(10, new string('x', valueLength));

        var bytes = Convert.FromBase64String(InstallerMetaEncoding.Encode([value], allowGzip));

        Assert.Equal(gzip, bytes[0] == 0x1f);
        Assert.Equal(value, Assert.Single(InstallerMetaEncoding.Decode(Convert.ToBase64String(bytes))));
    }

    [Fact]
    public void Encode_writes_the_peers_gzip_header_when_it_compresses()
    {
        var bytes = Convert.FromBase64String(InstallerMetaEncoding.Encode([new(10, new string('x', 400))], allowGzip: true));

        Assert.Equal("1F8B08000000000002FF", Convert.ToHexString(bytes.AsSpan(0, 10)));
        Assert.Equal(404, BitConverter.ToInt32(bytes, bytes.Length - 4));
    }

    [Fact]
    public void Encode_stays_as_small_as_the_peer_when_the_text_repeats()
    {
        var huge = string.Concat(Enumerable.Repeat("abcdefghijklmnopqrstuvwxyz", 89))[..2308];

        Assert.Equal(3084, InstallerMetaEncoding.Encode([new(10, huge)], allowGzip: false).Length);
        Assert.InRange(InstallerMetaEncoding.Encode([new(10, huge)], allowGzip: true).Length, 60, 120);
    }

    [Fact]
    public void Encode_names_key_and_place_when_a_value_holds_a_semicolon()
    {
        var error = Assert.Throws<InvalidInputException>(
            () => InstallerMetaEncoding.Encode([new(10, "ok"), new(12, "a;b")], allowGzip: true));

        Assert.Equal("IMG2504", error.Code);
        Assert.Contains("META key 0xc has a \";\" at character 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_refuses_when_the_machine_could_not_read_it_back()
    {
        var half = Assert.Throws<InvalidInputException>(() => InstallerMetaEncoding.Encode([new(10, "\ud800")], allowGzip: true));
        var zero = Assert.Throws<InvalidInputException>(() => InstallerMetaEncoding.Encode([new(0, "x")], allowGzip: true));

        Assert.Equal("IMG2505", half.Code);
        Assert.Equal("IMG2506", zero.Code);
    }

    [Fact]
    public void Decode_returns_the_values_when_any_encodable_list_was_encoded()
    {
        var value = from key in Gen.Choose(1, 255)
                    from text in ArbMap.Default.GeneratorFor<string>()
                    from repeat in Gen.Choose(1, 40)
                    let clean = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? string.Empty)).Replace(';', ',')
                    select new MetaValue((byte)key, string.Concat(Enumerable.Repeat(clean, repeat)));

        Prop.ForAll(
                value.ListOf().ToArbitrary(),
                ArbMap.Default.ArbFor<bool>(),
                (values, allowGzip) =>
                    InstallerMetaEncoding.Decode(InstallerMetaEncoding.Encode([.. values], allowGzip)).SequenceEqual(values))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void MetaValueParser_reads_every_number_form_when_the_key_is_any_byte()
    {
        Prop.ForAll(
                Gen.Choose(1, 255).ToArbitrary(),
                key => new[] { $"{key}", $"0x{key:x}", $"0X{key:X}", $"0b{key:b}", $"0o{Convert.ToString(key, 8)}", $"0{Convert.ToString(key, 8)}" }
                    .All(form => MetaValueParser.Parse(form + "=v") == new MetaValue((byte)key, "v")))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Decode_refuses_when_the_text_is_no_base64()
    {
        Assert.Equal("IMG2507", Assert.Throws<InvalidInputException>(() => InstallerMetaEncoding.Decode("0xa=foo")).Code);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(30)]
    [InlineData(1)]
    public void Decode_refuses_when_the_gzip_stream_is_cut(int missingBytes)
    {
        var bytes = Convert.FromBase64String(InstallerMetaEncoding.Encode([new(10, new string('x', 400) + Two)], allowGzip: true));

        var error = Assert.Throws<InvalidInputException>(
            () => InstallerMetaEncoding.Decode(Convert.ToBase64String(bytes.AsSpan(0, Math.Max(10, bytes.Length - missingBytes)))));

        Assert.Equal("IMG2508", error.Code);
    }

    [Fact]
    public void Decode_refuses_when_the_gzip_checksum_is_wrong()
    {
        var bytes = Convert.FromBase64String(InstallerMetaEncoding.Encode([new(10, new string('x', 400))], allowGzip: true));
        bytes[^6] ^= 1;

        var error = Assert.Throws<InvalidInputException>(() => InstallerMetaEncoding.Decode(Convert.ToBase64String(bytes)));

        Assert.Equal("IMG2508", error.Code);
    }

    [Fact]
    public void Decode_stops_at_one_mebibyte_when_the_gzip_is_a_bomb()
    {
        var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(new byte[64 << 20]);
        }

        var error = Assert.Throws<InvalidInputException>(() => InstallerMetaEncoding.Decode(Convert.ToBase64String(bomb.ToArray())));

        Assert.Equal("IMG2509", error.Code);
    }

    [Fact]
    public void Decode_refuses_when_the_bytes_are_no_utf8()
    {
        var text = Convert.ToBase64String([0x31, 0x3d, 0xff]);

        Assert.Equal("IMG2510", Assert.Throws<InvalidInputException>(() => InstallerMetaEncoding.Decode(text)).Code);
    }

    [Fact]
    public void Decode_names_the_piece_when_one_is_no_value()
    {
        var text = Convert.ToBase64String("0xa=foo;bar"u8);

        var error = Assert.Throws<InvalidInputException>(() => InstallerMetaEncoding.Decode(text));

        Assert.Equal("IMG2511", error.Code);
        Assert.Contains("value 2: invalid value \"bar\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FindOnCommandLine_returns_the_encoded_text_when_the_line_carries_one()
    {
        var found = InstallerMetaEncoding.FindOnCommandLine(
            "talos.platform=metal talos.environment=A=b talos.environment=INSTALLER_META_BASE64=MHhhPWZvbw== pti=on");

        Assert.Equal("MHhhPWZvbw==", found);
        Assert.Null(InstallerMetaEncoding.FindOnCommandLine("talos.platform=metal talos.environment=A=b"));
    }
}
