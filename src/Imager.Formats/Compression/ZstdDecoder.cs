namespace Imager.Formats.Compression;

/// <summary>Zstandard through libzstd: any number of frames, or a single one; windows up to 128 MiB.</summary>
internal sealed unsafe class ZstdDecoder : IDecoder
{
    private const int MaxWindowLog = 27;

    private readonly ZstdLibrary library = ZstdLibrary.Instance;
    private readonly CompressedInput input;
    private nint context;
    private readonly bool isSingle;
    private bool insideFrame = true;

    internal ZstdDecoder(CompressedInput input, bool isSingle = false)
    {
        this.input = input;
        this.isSingle = isSingle;
        context = library.CreateDecoder();
        Check(library.SetDecoderParameter(context, ZstdLibrary.DecoderWindowLogMax, MaxWindowLog));
    }

    public int Decode(Span<byte> destination)
    {
        while (true)
        {
            if (isSingle && !insideFrame)
            {
                return 0;
            }

            if (input.Available.IsEmpty)
            {
                input.Fill(1);
            }

            if (input.Available.IsEmpty && !insideFrame)
            {
                return 0;
            }

            if (Step(destination) is > 0 and var produced)
            {
                return produced;
            }

            if (input.IsEnded && input.Available.IsEmpty && insideFrame)
            {
                throw CompressedDataErrors.Truncated("zst", input);
            }
        }
    }

    public void Dispose()
    {
        library.FreeDecoder(context);
        context = 0;
    }

    private int Step(Span<byte> destination)
    {
        fixed (byte* source = input.Available)
        fixed (byte* target = destination)
        {
            var compressed = new ZstdLibrary.Buffer { Memory = source, Size = (nuint)input.Available.Length };
            var room = new ZstdLibrary.Buffer { Memory = target, Size = (nuint)destination.Length };
            var result = library.Decompress(context, &room, &compressed);
            Check(result);
            insideFrame = result != 0;
            input.Advance((int)compressed.Position);
            return (int)room.Position;
        }
    }

    private void Check(nuint result)
    {
        if (library.ErrorOf(result) is { } problem)
        {
            throw CompressedDataErrors.Damaged("zst", input, problem);
        }
    }
}
