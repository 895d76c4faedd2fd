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

    /// <summary>The variable that the level was given by.</summary>
    private Variable LevelName { get; init; } = BuildVariables.X8664Level;

    /// <summary>Go developers have GOAMD64 in their environment: there it is no wish for this build.</summary>
    private bool IsLevelAccidental { get; init; }

    public bool WithDebug { get; private init; }

    /// <summary>With KCSAN, the kernel's detector of data races.</summary>
    public bool WithRace { get; private init; }

    public bool UseCompilerCache { get; private init; }

    public InitramfsCompression Compression { get; private init; }

    /// <summary>Reads and checks the variables.</summary>
    /// <exception cref="InvalidInputException">A value is unknown, or two contradict each other.</exception>
    public static KernelChoice Read(VariableValues variables, BuildPaths paths)
    {
        var levelName = ReadLevelName(variables);
        var choice = new KernelChoice
        {
            Source = KernelSource.Parse(variables[BuildVariables.KernelSource], paths),
            Image = KernelImageSource.Parse(variables[BuildVariables.PkgKernel], paths),
            Level = ReadLevel(variables, levelName),
            LevelName = levelName,
            IsLevelAccidental = levelName == BuildVariables.GoAmd64 && variables.OriginOf(levelName) == VariableOrigin.Environment,
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

    /// <summary>What is asked for and has no effect on a kernel that is not compiled here.</summary>
    public IEnumerable<string> Ignored
    {
        get
        {
            if (WithRace && Source is null)
            {
                yield return "WITH_RACE=1 has no effect: the detector (KCSAN) is compiled into a kernel, and this one is ready-made; nothing in the "
                    + "initramfs has one. Add KERNEL_SOURCE=debian.";
            }

            if (IsLevelAccidental && Level != Levels[0] && Source is null)
            {
                yield return $"{LevelName.Name}={Level} from the environment has no effect: this kernel is ready-made and built for v1. "
                    + "To compile one for that level, add KERNEL_SOURCE=debian.";
            }
        }
    }

    /// <summary>Refuses what only a compiled kernel can have.</summary>
    /// <exception cref="UnsupportedException">A level above v1 is asked of a kernel that is not compiled.</exception>
    public void RequireLevelOf(Architecture architecture)
    {
        if (Source is null && Level != Levels[0] && !IsLevelAccidental && architecture == Architecture.Amd64)
        {
            throw new UnsupportedException(
                "IMG3030",
                $"{LevelName.Name}={Level} needs a kernel that is compiled: a ready-made one is built for v1. Add KERNEL_SOURCE=debian.");
        }
    }

    /// <summary>Both names mean the same; of two values the one from the command line counts.</summary>
    private static Variable ReadLevelName(VariableValues variables)
    {
        var (own, familiar) = (BuildVariables.X8664Level, BuildVariables.GoAmd64);
        if (variables[own].Length == 0 || variables[familiar].Length == 0)
        {
            return variables[familiar].Length > 0 ? familiar : own;
        }

        if (variables.OriginOf(own) == variables.OriginOf(familiar) && variables[own] != variables[familiar])
        {
            throw new InvalidInputException(
                "IMG2635", $"{variables.Given(own)} and {variables.Given(familiar)} mean the same; give one of them.");
        }

        return variables.OriginOf(own) >= variables.OriginOf(familiar) ? own : familiar;
    }

    private static string ReadLevel(VariableValues variables, Variable name)
    {
        var chosen = variables[name].Length > 0 ? variables[name] : Levels[0];
        return Levels.Contains(chosen)
            ? chosen
            : throw new InvalidInputException(
                "IMG2636", $"{variables.Given(name)}: write one of {string.Join(", ", Levels)}.{NearestMatch.Hint(chosen, Levels)}");
    }
}
