using Imager.Build.Recipes;
using Imager.Build.Steps;
using Imager.BuildKit;
using Imager.Core;

namespace Imager.Build.Kernels;

/// <summary>The steps that lead to kernels and modules out of source.</summary>
/// <remarks><paramref name="choice"/> says which kernel; usually the context's own.</remarks>
internal sealed class KernelSteps(BuildContext context, KernelChoice choice)
{
    private const string SecretId = "module-signing-key";
    private const string CertificateText = "certificate/signing_key.crt.pem";

    private readonly KernelPackages packages = new(context);

    /// <summary>The kernel as a folder: compiled, or out of its image. Nothing for Debian's prebuilt one.</summary>
    /// <remarks><paramref name="imageDigest"/> is what the registry's tag of PKG_KERNEL means now.</remarks>
    public IEnumerable<Step> Folder(Architecture architecture, Digest? imageDigest = null)
    {
        if (choice.Image is { } image)
        {
            yield return FromImage(architecture, image, imageDigest);
        }
        else if (choice.Source is { } source)
        {
            yield return packages.Compiler(architecture);
            yield return packages.Source(source);
            yield return Compile(architecture, source);
        }
    }

    /// <summary>A module as a system extension, with all it takes: compiled against the chosen kernel and signed.</summary>
    /// <remarks>Lazily: the last step is named when the kernel's folder is there.</remarks>
    public IEnumerable<Step> ModuleWithNeeds(string name, string folder, Architecture architecture)
    {
        yield return packages.Compiler(architecture);
        foreach (var step in Folder(architecture, context.KernelImage.Known).Where(step => !step.Name.StartsWith("packages ", StringComparison.Ordinal)))
        {
            yield return step;
        }

        yield return Module(name, folder, architecture);
    }

    private Step Module(string name, string folder, Architecture architecture)
    {
        var tree = new KernelFolder(context.Paths.KernelFolder(architecture));
        var recipe = NewRecipe("module-out", architecture) with
        {
            Arguments = new Dictionary<string, string>
            {
                ["ARCH"] = architecture.Name,
                ["NAME"] = name,
                ["DEVEL"] = choice.IsPrebuilt ? "headers" : "tree",
                [BuildVariables.SourceDateEpoch.Name] = context.SourceDateEpoch.Seconds.ToString(),
            },
            Parts = new Dictionary<string, string>(choice.IsPrebuilt ? [] : [new("devel/devel.tar", tree.DevelTar)]) { ["module"] = folder },
        };
        var output = context.Paths.Module(name, architecture);
        var step = RecipeStep.CreateFolder(context, recipe, architecture, output);
        return step with
        {
            Name = $"module {name} {architecture}",
            InputFiles = [.. step.InputFiles, .. choice.IsPrebuilt ? Array.Empty<string>() : [tree.Certificate, tree.Configuration]],
            MakeAsync = async (staging, cancellationToken) =>
            {
                ModuleTrust.Check(context, choice.IsPrebuilt ? null : tree, name);
                if (!choice.IsPrebuilt && !File.Exists(tree.DevelTar))
                {
                    throw new InvalidInputException(
                        "IMG2654",
                        $"module {name}: {choice.Image} has no devel layer (/usr/src), so nothing can be compiled against it. Make the image "
                        + "with ./build.sh kernel-image, or compile the kernel here: KERNEL_SOURCE=debian.");
                }

                await step.MakeAsync(staging, cancellationToken);
            },
        };
    }

    /// <summary>What compiles against the kernel.</summary>
    public Step Compiler(Architecture architecture) => packages.Compiler(architecture);

    /// <summary>Runs a goal of the kernel's configuration; leaves <c>config-ARCH</c> and <c>GOAL.txt</c> in the folder.</summary>
    public Recipe Goal(string goal, Architecture architecture, string? edited)
    {
        var configuration = context.Paths.KernelConfiguration(architecture);
        var texts = new Dictionary<string, string>
        {
            [$"configuration/config-{architecture}"] = File.ReadAllText(configuration),
        };
        if (edited is not null)
        {
            texts["configuration/edited"] = edited;
        }

        return NewRecipe("kernel-goal-out", architecture) with
        {
            Arguments = new Dictionary<string, string> { ["ARCH"] = architecture.Name, ["GOAL"] = goal },
            Parts = new Dictionary<string, string> { ["source"] = packages.SourceFolder(choice.Source!) },
            Texts = texts,
            Secrets = [],
        };
    }

    /// <summary>The part of the source that <c>make menuconfig</c> reads.</summary>
    public Recipe ConfigurationTree(Architecture architecture) => NewRecipe("kernel-kconfig-out", architecture) with
    {
        Parts = new Dictionary<string, string> { ["source"] = packages.SourceFolder(choice.Source!) },
        Secrets = [],
    };

    /// <summary>Debian's source or the given one, as an archive the recipes can copy.</summary>
    public Step Source() => packages.Source(choice.Source!);

    private Step Compile(Architecture architecture, KernelSource source)
    {
        var recipe = NewRecipe("kernel-build-out", architecture) with
        {
            Arguments = new Dictionary<string, string>
            {
                ["ARCH"] = architecture.Name,
                ["X86_64_LEVEL"] = architecture == Architecture.Amd64 ? choice.Level : "v1",
                [BuildVariables.WithDebug.Name] = choice.WithDebug ? "1" : "0",
                [BuildVariables.WithRace.Name] = choice.WithRace ? "1" : "0",
                [BuildVariables.CompilerCache.Name] = choice.UseCompilerCache ? "1" : "0",
                [BuildVariables.SourceDateEpoch.Name] = context.SourceDateEpoch.Seconds.ToString(),
            },
            Parts = new Dictionary<string, string> { ["source"] = packages.SourceFolder(source) },
        };
        var folder = context.Paths.KernelFolder(architecture);
        var step = RecipeStep.CreateFolder(context, recipe, architecture, folder);
        return step with
        {
            Name = $"kernel compile {architecture}",
            MakeAsync = async (staging, cancellationToken) =>
            {
                await step.MakeAsync(staging, cancellationToken);
                KeepLog(Path.Combine(staging.For(folder), $"kernel-{architecture}.log"));
            },
        };
    }

    private Step FromImage(Architecture architecture, KernelImageSource image, Digest? digest)
    {
        var folder = context.Paths.KernelFolder(architecture);
        return new()
        {
            Name = $"kernel image {architecture}",
            InputFiles = image.IndexFile is { } index ? [index] : [],
            InputValues = new Dictionary<string, string>
            {
                [BuildVariables.PkgKernel.Name] = image.ToString(),
                ["PKG_KERNEL digest"] = digest?.ToString() ?? "local",
            },
            Outputs = [folder],
            MakeAsync = (staging, cancellationToken) =>
                new KernelImageReader(context).ReadAsync(image, digest, architecture, staging.For(folder), cancellationToken),
        };
    }

    private Recipe NewRecipe(string target, Architecture architecture)
    {
        var key = context.SigningKeys.Peek();
        return new()
        {
            Dockerfile = Recipe.Kernels,
            Target = target,
            Seed = context.Paths.CompilerSeed(context.Variables[BuildVariables.Suite], architecture),
            Arguments = new Dictionary<string, string> { ["ARCH"] = architecture.Name },
            Texts = key is null ? new Dictionary<string, string>() : new() { [CertificateText] = key.CertificatePem },
            Secrets = key is null ? [] : [BuildSecret.FromBytes(SecretId, key.ToSecret())],
        };
    }

    /// <summary>The engine's own log is cut after 2 MiB; this one is whole.</summary>
    private void KeepLog(string path)
    {
        Directory.CreateDirectory(context.Paths.Logs);
        File.Move(path, Path.Combine(context.Paths.Logs, Path.GetFileName(path)), overwrite: true);
    }
}
