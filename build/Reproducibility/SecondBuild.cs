using Cake.Core.Diagnostics;
using Imager.Build.Kernels;
using Imager.Build.Make;
using Imager.Build.Processes;
using Imager.Core;

namespace Imager.Build.Reproducibility;

/// <summary>The same sources and packages in another folder, built there by a run of this program.</summary>
public sealed class SecondBuild(BuildContext context, string folder)
{
    /// <summary>Surroundings as they mostly are.</summary>
    public static IReadOnlyDictionary<string, string> Usual { get; } = new Dictionary<string, string> { ["TZ"] = "UTC", ["LC_ALL"] = "C" };

    /// <summary>Surroundings that must not matter.</summary>
    public static IReadOnlyDictionary<string, string> Unusual { get; } =
        new Dictionary<string, string> { ["TZ"] = "Pacific/Kiritimati", ["LC_ALL"] = "tr_TR.UTF-8", ["USERNAME"] = "somebody" };

    private readonly BuildPaths paths = new(folder, folder);

    /// <summary>Where its results are.</summary>
    public string Artifacts => paths.Artifacts;

    /// <summary>The kernel it compiled.</summary>
    public KernelFolder Kernel(Architecture architecture) => new(paths.KernelFolder(architecture));

    /// <summary>Copies everything there and builds without caches.</summary>
    public async Task RunAsync(
        IReadOnlyList<string> targets, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Copy(context.Paths.Root, folder, ["artifacts", ".git", "out"]);
        Copy(Path.Combine(context.Paths.Cache, "seed"), Path.Combine(paths.Cache, "seed"), []);
        foreach (var stamp in Directory.GetFiles(context.Paths.Stamps, "packages-*"))
        {
            Directory.CreateDirectory(paths.Stamps);
            File.Copy(stamp, Path.Combine(paths.Stamps, Path.GetFileName(stamp)));
        }

        var call = new ToolCall(Environment.ProcessPath!, [typeof(SecondBuild).Assembly.Location, .. targets, .. Assignments()])
        {
            // The working folder stays the caller's: paths in variables begin there.
            Environment = new Dictionary<string, string>(environment) { ["IMAGER_ROOT"] = folder },
        };
        context.Log.Information($"building in {context.Paths.Show(folder)} ...");
        await ToolProcess.RunCheckedAsync(call, context.Log.Verbose, cancellationToken);
    }

    /// <summary>What the caller set, without caches; boot assets of the other architecture only when asked for.</summary>
    private IEnumerable<string> Assignments()
    {
        var given = context.Variables.All
            .Where(value => value.Origin == VariableOrigin.CommandLine && value.Variable != BuildVariables.NoCache && value.Variable != BuildVariables.Push)
            .ToDictionary(value => value.Variable.Name, value => value.Value);
        given.TryAdd(BuildVariables.InstallerArch.Name, "targetarch");
        given[BuildVariables.NoCache.Name] = "1";
        given[BuildVariables.CompilerCache.Name] = "0";
        given[BuildVariables.Push.Name] = "0";
        if (context.Kernel.Source is not null && !context.SigningKeys.IsEphemeral)
        {
            // Both kernels carry the certificate of one key; left alone, each build would make a key of its own.
            context.SigningKeys.Get();
            given[BuildVariables.ModuleSigningKey.Name] = context.SigningKeys.KeyFile;
        }

        return given.Select(pair => $"{pair.Key}={pair.Value}");
    }

    private static void Copy(string from, string to, IReadOnlyList<string> except)
    {
        Directory.CreateDirectory(to);
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos().Where(entry => !except.Contains(entry.Name)))
        {
            var target = Path.Combine(to, entry.Name);
            if (entry is DirectoryInfo)
            {
                Copy(entry.FullName, target, []);
            }
            else
            {
                File.Copy(entry.FullName, target);
            }
        }
    }
}
