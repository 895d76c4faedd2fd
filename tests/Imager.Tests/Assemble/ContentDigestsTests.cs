using Imager.Assemble;
using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Tests.Assemble;

public sealed class ContentDigestsTests
{
    private const int PayloadBytes = 5_000_000;

    [Fact]
    public void IdentityOf_is_the_same_for_any_number_of_threads_and_another_when_a_byte_or_a_place_differs()
    {
        var one = IdentityOf(1, Image(new CountingSource(0)));

        Assert.Equal(one, IdentityOf(7, Image(new CountingSource(0))));
        Assert.NotEqual(one, IdentityOf(1, Image(new CountingSource(PayloadBytes - 1))));
        Assert.NotEqual(one, IdentityOf(1, Image(new CountingSource(0), 512)));
    }

    [Fact]
    public void IdentityOf_reads_a_source_once_for_all_images_of_a_run()
    {
        var source = new CountingSource(0);
        var digests = new ContentDigests(2);

        digests.IdentityOf(Image(source), CancellationToken.None);
        digests.IdentityOf(Image(source, 512), CancellationToken.None);

        Assert.Equal(PayloadBytes, source.BytesRead);
    }

    [Fact]
    public void IdentityOf_reports_an_error_of_a_source_as_it_is()
    {
        var map = Image(new FailingSource());

        var error = Assert.Throws<FileAccessException>(() => IdentityOf(2, map));

        Assert.Equal("IMG6002", error.Code);
    }

    private static Guid IdentityOf(int threads, ExtentMap map) => new ContentDigests(threads).IdentityOf(map, CancellationToken.None);

    /// <summary>The source twice, 64 MiB apart, behind a header.</summary>
    private static ExtentMap Image(ByteSource source, long shiftBytes = 0)
    {
        var builder = new ExtentMapBuilder();
        builder.Add(0, new byte[] { 1, 2, 3 });
        builder.Add(4096 + shiftBytes, source);
        builder.Add((64 << 20) + shiftBytes, source);
        return builder.Build(128 << 20);
    }

    /// <summary>Numbers, with one other byte at a place.</summary>
    private sealed class CountingSource(long otherByteAt) : ByteSource
    {
        private long bytesRead;

        public long BytesRead => bytesRead;

        public override long LengthBytes => PayloadBytes;

        public override void ReadExactly(long offsetBytes, Span<byte> destination)
        {
            Interlocked.Add(ref bytesRead, destination.Length);
            for (var index = 0; index < destination.Length; index++)
            {
                destination[index] = (byte)(offsetBytes + index == otherByteAt ? 255 : (offsetBytes + index) % 251);
            }
        }
    }

    private sealed class FailingSource : ByteSource
    {
        public override long LengthBytes => PayloadBytes;

        public override void ReadExactly(long offsetBytes, Span<byte> destination) =>
            throw new FileAccessException("IMG6002", "shorter");
    }
}
