using Imager.Artifacts;
using Imager.Assemble;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Gpt;
using Imager.Formats.Ova;
using Imager.Formats.Qcow2;
using Imager.Formats.Vhd;
using Imager.Formats.Vhdx;
using Imager.Formats.Vmdk;
using Imager.Host;

namespace Imager.Inspect;

/// <summary>Puts the disk that is in one image file into another format.</summary>
/// <remarks>
/// Equal disks give equal files whatever they came in: holes are where the disk is zero, identities come from its content.
/// </remarks>
public sealed class ImageConverter(ScratchSpace scratch)
{
    private const int UsualSectorBytes = 512;

    /// <summary>Reads <paramref name="inputPath"/> and creates or replaces the output; a failed run leaves what was there.</summary>
    /// <exception cref="ImagerException">The input is damaged or no disk, the disk does not fit the format, or writing failed.</exception>
    public ArtifactReport Convert(string inputPath, ConvertRequest request, CancellationToken cancellationToken)
    {
        if (Path.GetFullPath(inputPath) == Path.GetFullPath(request.OutputPath))
        {
            throw new InvalidInputException("IMG2834", $"\"{inputPath}\" is both input and output. Name another output.");
        }

        using var file = FileSource.Open(inputPath, "image");
        var stack = new LayerReader(scratch).Unwrap(FileExtents.Of(file), cancellationToken);
        CheckDisk(stack.Content, inputPath, cancellationToken);
        CheckPayload(stack.Content.PayloadBytes, file);
        CheckSectors(stack.Content, request.Format, inputPath);
        var disk = PayloadMap.Of(stack.Content, cancellationToken);
        var (size, sha256) = Write(disk, request, cancellationToken);
        return new ArtifactReport(
            request.OutputPath, request.Format.Name, "disk", string.Empty, size, disk.LengthBytes, disk.PayloadBytes, sha256);
    }

    private static void CheckDisk(ExtentMap content, string path, CancellationToken cancellationToken)
    {
        var source = content.AsSource();
        var head = source.ReadAtMost(0, UsualSectorBytes);
        var isProgram = head.AsSpan().StartsWith("MZ"u8) && GptReader.TryRead(source) is null && !Formats.Iso9660.IsoReader.IsIso(source);
        cancellationToken.ThrowIfCancellationRequested();
        if (isProgram || CpioNodes.IsCpio(source, 0) || TarDisk.IsTar(source) || content.LengthBytes < UsualSectorBytes)
        {
            throw new InvalidInputException(
                "IMG2835", $"\"{path}\" holds no disk: it is a program, an archive or shorter than a sector. See `imager inspect {path}`.");
        }
    }

    /// <summary>A table of a few bytes may name the same cluster a million times: what is larger than the file is limited.</summary>
    private void CheckPayload(long payloadBytes, FileSource file)
    {
        if (payloadBytes > file.LengthBytes && payloadBytes > scratch.Limit.Bytes)
        {
            throw new InvalidInputException(
                "IMG2836",
                $"\"{file.Path}\" has {file.LengthBytes} bytes and claims a disk with {payloadBytes} bytes of payload; at most "
                + $"{scratch.Limit} are converted. Give a larger --max-size if the file is trusted.");
        }
    }

    private static void CheckSectors(ExtentMap disk, ConvertFormat format, string path)
    {
        if (format.HasSmallSectorsOnly && SectorBytesOf(disk) is not UsualSectorBytes and var sectorBytes)
        {
            var able = ConvertFormat.All.Where(other => !other.HasSmallSectorsOnly).Select(other => other.Name);
            throw new InvalidInputException(
                "IMG2698",
                $"\"{path}\" is a disk of {sectorBytes}-byte sectors, and machines see every {format.Name} with sectors of {UsualSectorBytes}: they "
                + $"would not find its partitions. Use --format {string.Join(" or ", able)}, or build the image for {UsualSectorBytes}.");
        }
    }

    private static (long SizeBytes, string? Sha256) Write(ExtentMap disk, ConvertRequest request, CancellationToken cancellationToken)
    {
        if (request.Format.IsStream)
        {
            return WriteStream(disk, request, cancellationToken);
        }

        return ImageWriter.Write(request.OutputPath, Wrap(disk, request, cancellationToken), request.Packing, request.Write, cancellationToken);
    }

    private static ExtentMap Wrap(ExtentMap disk, ConvertRequest request, CancellationToken cancellationToken) => request.Format switch
    {
        var format when format == ConvertFormat.Qcow2 =>
            Qcow2Image.Create(disk, request.ClusterBytes is { } bytes ? new Qcow2Options(bytes) : null),
        var format when format == ConvertFormat.VhdFixed =>
            VhdImage.CreateFixed(disk, new VhdOptions(Identity(disk, request, cancellationToken), request.Epoch)),
        var format when format == ConvertFormat.VhdDynamic =>
            VhdImage.CreateDynamic(disk, new VhdOptions(Identity(disk, request, cancellationToken), request.Epoch)),
        var format when format == ConvertFormat.Vhdx =>
            VhdxImage.Create(disk, new VhdxOptions(Identity(disk, request, cancellationToken), SectorBytesOf(disk))),
        var format when format == ConvertFormat.Vmdk => VmdkImage.CreateSparse(disk, VmdkOptions(disk, request, cancellationToken)),
        _ => disk,
    };

    private static (long SizeBytes, string? Sha256) WriteStream(
        ExtentMap disk, ConvertRequest request, CancellationToken cancellationToken)
    {
        var threads = request.Write.Threads;
        Action<Stream> write = request.Format == ConvertFormat.Ova
            ? stream => OvaImage.Write(disk, stream, OvaOptions(disk, request, cancellationToken), threads, cancellationToken)
            : stream => VmdkImage.WriteStreamOptimized(disk, stream, VmdkOptions(disk, request, cancellationToken), threads, cancellationToken);
        return ImageWriter.WriteStream(request.OutputPath, write, request.Write, cancellationToken);
    }

    private static VmdkOptions VmdkOptions(ExtentMap disk, ConvertRequest request, CancellationToken cancellationToken)
    {
        // The name stands in the descriptor only; what cannot stand there becomes a dash.
        var name = string.Concat(Path.GetFileName(request.OutputPath).Select(c => c is > ' ' and <= '~' and not '"' ? c : '-'));
        return new VmdkOptions(name, ContentId(disk, request, cancellationToken)) { Level = request.Write.CompressionLevel ?? 6 };
    }

    private static OvaOptions OvaOptions(ExtentMap disk, ConvertRequest request, CancellationToken cancellationToken)
    {
        const int maxNameCharacters = 80;
        const int hardwareVersion = 15;
        var stem = Path.GetFileNameWithoutExtension(request.OutputPath);
        var name = string.Concat(stem.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-'));
        name = name.Length is > 0 and <= maxNameCharacters ? name : "disk";
        return new OvaOptions(name.ToLowerInvariant(), hardwareVersion, ContentId(disk, request, cancellationToken), request.Epoch)
        {
            FileBaseName = name,
            Level = request.Write.CompressionLevel ?? 6,
        };
    }

    private static Guid Identity(ExtentMap disk, ConvertRequest request, CancellationToken cancellationToken) =>
        new ContentDigests(request.Write.Threads).IdentityOf(disk, cancellationToken);

    private static uint ContentId(ExtentMap disk, ConvertRequest request, CancellationToken cancellationToken) =>
        BitConverter.ToUInt32(Identity(disk, request, cancellationToken).ToByteArray());

    /// <summary>The sectors that the disk's own partition table counts in; 512 where there is none that can be read.</summary>
    private static int SectorBytesOf(ExtentMap disk)
    {
        try
        {
            return GptReader.TryRead(disk.AsSource())?.SectorBytes ?? UsualSectorBytes;
        }
        catch (InvalidInputException)
        {
            return UsualSectorBytes;
        }
    }
}
