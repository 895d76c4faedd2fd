using Imager.Build.Make;
using Imager.Core;

namespace Imager.Build.Kernels;

/// <summary>Which kernel a call works with, and how it is made.</summary>
public sealed record KernelChoice
{
    private static readonly string[] Levels = ["v1", "v2", "v3", "v4"];

    /// <summary>What is compiled, or null.</summary>
    public KernelSource? Source { get; private init; }

    /// <summary>The kernel image that is used as it is (PKG_KERNEL), or null.</summary>
    public KernelImageSource? Image { get; private init; }

    /// <summary>Neither: the kernel of Debian's package.</summary>
    public bool IsPrebuilt => Source is null && Image is null;

    /// <summary>The x86-64 level that compiled code may use: v1 to v4.</summary>
    public required string Level { get; init; }

    public bool WithDebug { get; private init; }

    /// <summary>With KCSAN, the kernel's detector of data races.</summary>
    public bool WithRace { get; private init; }

    public bool UseCompilerCache { get; private init; }

    public InitramfsCompression Compression { get; private init; }

    /// <summary>Reads and checks the variables.</summary>
    /// <exception cref="InvalidInputException">A value is unknown, or two contradict each other.</exception>
    public static KernelChoice Read(VariableValues variables, BuildPaths paths)
    {
        var choice = new KernelChoice
        {
            Source = KernelSource.Parse(variables[BuildVariables.KernelSource], paths),
            Image = KernelImageSource.Parse(variables[BuildVariables.PkgKernel], paths),
            Level = ReadLevel(variables),
            WithDebug = variables.Flag(BuildVariables.WithDebug),
            WithRace = variables.Flag(BuildVariables.WithRace),
            UseCompilerCache = variables.Flag(BuildVariables.CompilerCache),
            Compression = variables[BuildVariables.InitramfsCompression] switch
            {
                "xz" => InitramfsCompression.Xz,
                "zstd" => InitramfsCompression.Zstd,
                var other => throw new InvalidInputException(
                    "IMG2632", $"{BuildVariables.InitramfsCompression.Name}={other}: write xz or zstd."),
            },
        };
        return choice is { Source: not null, Image: not null }
            ? throw new InvalidInputException(
                "IMG2633",
                $"KERNEL_SOURCE={choice.Source} compiles a kernel and PKG_KERNEL={choice.Image} takes one that exists. Give one of them.")
            : choice;
    }

    /// <summary>The same for a target that always compiles: Debian's source unless another is named.</summary>
    /// <exception cref="InvalidInputException">PKG_KERNEL is given.</exception>
    public KernelChoice Compiled(string target) => Image is null
        ? this with { Source = Source ?? new KernelSource.Debian() }
        : throw new InvalidInputException(
            "IMG2634", $"{target} compiles a kernel; PKG_KERNEL={Image} is one already. Leave it out.");

    /// <summary>What is asked for and has no effect on a kernel that is not compiled here, or null.</summary>
    public string? Ignored => WithRace && Source is null
        ? "WITH_RACE=1 has no effect: the detector (KCSAN) is compiled into a kernel, and this one is ready-made; nothing in the initramfs has one. "
            + "Add KERNEL_SOURCE=debian."
        : null;

    /// <summary>Refuses what only a compiled kernel can have.</summary>
    /// <exception cref="UnsupportedException">A level above v1 is asked of a kernel that is not compiled.</exception>
    public void RequireLevelOf(Architecture architecture)
    {
        if (Source is null && Level != "v1" && architecture == Architecture.Amd64)
        {
            throw new UnsupportedException(
                "IMG3030",
                $"X86_64_LEVEL={Level} needs a kernel that is compiled: a ready-made one is built for v1. Add KERNEL_SOURCE=debian.");
        }
    }

    private static string ReadLevel(VariableValues variables)
    {
        var (level, familiar) = (variables[BuildVariables.X8664Level], variables[BuildVariables.GoAmd64]);
        if (level.Length > 0 && familiar.Length > 0 && level != familiar)
        {
            throw new InvalidInputException("IMG2635", $"X86_64_LEVEL={level} and GOAMD64={familiar} mean the same; give one of them.");
        }

        var chosen = level.Length > 0 ? level : familiar.Length > 0 ? familiar : Levels[0];
        return Levels.Contains(chosen)
            ? chosen
            : throw new InvalidInputException(
                "IMG2636", $"X86_64_LEVEL={chosen}: write one of {string.Join(", ", Levels)}.{NearestMatch.Hint(chosen, Levels)}");
    }
}
