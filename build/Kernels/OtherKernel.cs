using Imager.Core;

namespace Imager.Build.Kernels;

/// <summary>The kernel that COMPARE_WITH names, as a folder; one out of an image is unpacked for as long as this lives.</summary>
public sealed class OtherKernel : IDisposable
{
    private readonly string? unpacked;

    private OtherKernel(KernelFolder folder, string? unpacked)
    {
        Folder = folder;
        this.unpacked = unpacked;
    }

    public KernelFolder Folder { get; }

    /// <summary>Opens a folder, one with a <c>kernel-ARCH</c> in it, or an image.</summary>
    /// <exception cref="InvalidInputException">There is nothing of that name, or it is no kernel image.</exception>
    public static async Task<OtherKernel> OpenAsync(BuildContext context, Architecture architecture, CancellationToken cancellationToken)
    {
        var given = context.Variables[BuildVariables.CompareWith];
        var folder = context.Paths.FromCaller(given);
        if (Directory.Exists(folder))
        {
            var ofArchitecture = Path.Combine(folder, $"kernel-{architecture}");
            return new(new(Directory.Exists(ofArchitecture) ? ofArchitecture : folder), unpacked: null);
        }

        var image = KernelImageSource.Parse(given, context.Paths, BuildVariables.CompareWith.Name)!;
        var target = Path.Combine(context.Paths.Cache, $"compare-{architecture}");
        Delete(target);
        var other = new OtherKernel(new(target), target);
        await new KernelImageReader(context).ReadAsync(image, digest: null, architecture, target, cancellationToken);
        return other;
    }

    public void Dispose()
    {
        if (unpacked is not null)
        {
            Delete(unpacked);
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
