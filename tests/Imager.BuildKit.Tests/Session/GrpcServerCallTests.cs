using Imager.BuildKit.Session;

namespace Imager.BuildKit.Tests;

public sealed class GrpcServerCallTests
{
    [Fact]
    public void PercentEncode_keeps_printable_ASCII_only() =>
        Assert.Equal("a b%25%0A%C3%A9~", GrpcServerCall.PercentEncode("a b%\n\u00e9~"));

    [Fact]
    public void QueryUnescape_reads_plus_as_space() =>
        Assert.Equal("a b+\u00e9", GrpcServerCall.QueryUnescape("a+b%2B%C3%A9"));
}
