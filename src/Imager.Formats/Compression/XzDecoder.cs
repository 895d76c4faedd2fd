using System.Runtime.InteropServices;
using Imager.Core;

namespace Imager.Formats.Compression;

/// <summary>Xz through liblzma: any number of streams or a single one, checks verified, at most 192 MiB of decoder memory.</summary>
internal sealed unsafe class XzDecoder : IDecoder
{
    private const ulong MemoryLimitBytes = 192 << 20;

    private readonly LzmaLibrary library = LzmaLibrary.Instance;
    private readonly CompressedInput input;
    private LzmaLibrary.Stream* stream;
    private bool ended;

    internal XzDecoder(CompressedInput input, bool isSingle = false)
    {
        this.input = input;
        stream = (LzmaLibrary.Stream*)NativeMemory.AllocZeroed((nuint)sizeof(LzmaLibrary.Stream));
        var result = library.OpenDecoder(stream, MemoryLimitBytes, isSingle ? 0 : LzmaLibrary.Concatenated);
        if (result != LzmaLibrary.Ok)
        {
            Dispose();
            throw new HostEnvironmentException("IMG4207", $"liblzma cannot decompress: error {result}.");
        }
    }

    public int Decode(Span<byte> destination)
    {
        var produced = 0;
        while (produced == 0 && !ended)
        {
            if (input.Available.IsEmpty)
            {
                input.Fill(1);
            }

            produced = Step(destination);
        }

        return produced;
    }

    public void Dispose()
    {
        if (stream is not null)
        {
            library.Close(stream);
            NativeMemory.Free(stream);
            stream = null;
        }
    }

    private int Step(Span<byte> destination)
    {
        fixed (byte* source = input.Available)
        fixed (byte* target = destination)
        {
            stream->NextIn = source;
            stream->AvailableIn = (nuint)input.Available.Length;
            stream->NextOut = target;
            stream->AvailableOut = (nuint)destination.Length;
            var result = library.Code(stream, input.IsEnded ? LzmaLibrary.Finish : LzmaLibrary.Run);
            input.Advance(input.Available.Length - (int)stream->AvailableIn);
            ended = result == LzmaLibrary.StreamEnd;
            ThrowOnError(result);
            return destination.Length - (int)stream->AvailableOut;
        }
    }

    private void ThrowOnError(int result)
    {
        const int memoryLimit = 6, badFormat = 7, badOptions = 8, badData = 9, noProgress = 10;
        switch (result)
        {
            case LzmaLibrary.Ok or LzmaLibrary.StreamEnd:
                return;
            case noProgress:
                // Without input this only says "give me more"; at the end it means that more was due.
                if (input.IsEnded)
                {
                    throw CompressedDataErrors.Truncated("xz", input);
                }

                return;
            default:
                throw CompressedDataErrors.Damaged("xz", input, result switch
                {
                    memoryLimit => $"it needs more than {MemoryLimitBytes >> 20} MiB of memory",
                    badFormat => "no xz header where one is due",
                    badOptions => "unsupported options",
                    badData => "corrupt data",
                    _ => $"liblzma error {result}",
                });
        }
    }
}
