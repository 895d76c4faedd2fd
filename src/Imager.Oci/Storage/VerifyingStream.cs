using Imager.Core;
using Imager.Oci.Model;

namespace Imager.Oci.Storage;

/// <summary>Passes bytes on and, at the end of the stream, insists on the descriptor's size and digest.</summary>
/// <remarks>
/// Bytes are handed out before the whole is known to be right: use what was made from them only after a read returned 0.
/// Owns and disposes the inner stream.
/// </remarks>
public sealed class VerifyingStream : ReadOnlyStream
{
    private readonly Stream _inner;
    private readonly ContentVerifier _verifier;
    private bool _isComplete;

    /// <summary>Wraps <paramref name="inner"/>; <paramref name="origin"/> names it in errors.</summary>
    public VerifyingStream(Stream inner, Descriptor expected, string origin)
    {
        _inner = inner;
        _verifier = new ContentVerifier(expected, origin);
    }

    /// <summary>Reads and checks.</summary>
    /// <exception cref="DependencyException">Too many bytes, too few at the end, or another digest.</exception>
    public override int Read(Span<byte> buffer) => Check(buffer[.._inner.Read(buffer)], buffer.Length);

    /// <summary>Reads and checks.</summary>
    /// <exception cref="DependencyException">Too many bytes, too few at the end, or another digest.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await _inner.ReadAsync(buffer, cancellationToken);
        return Check(buffer.Span[..count], buffer.Length);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _verifier.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Check(ReadOnlySpan<byte> bytes, int askedBytes)
    {
        if (bytes.Length > 0)
        {
            _verifier.Append(bytes);
        }
        else if (askedBytes > 0 && !_isComplete)
        {
            _verifier.Finish();
            _isComplete = true;
        }

        return bytes.Length;
    }
}
