using Cake.Core.Diagnostics;
using Imager.Build.Make;
using Imager.Build.Results;
using Imager.Core;

namespace Imager.Build.Steps;

/// <summary>Runs a step when its stamp says so, and moves its outputs into place.</summary>
public sealed class StepRunner(BuildPaths paths, ICakeLog log, bool force, BuildResults? results = null)
{
    private readonly FileDigests digests = new();

    /// <summary>Why the step has to run; null when it is up to date.</summary>
    public async Task<string?> WhyRunAsync(Step step, CancellationToken cancellationToken)
    {
        if (force)
        {
            return "--force was given";
        }

        if (StepStamp.Read(StampPath(step)) is not { } stamp)
        {
            return "it was not made here yet";
        }

        var now = await Task.Run(() => StepStamp.Of(TakeInputs(step), TakeOutputs(step)), cancellationToken);
        return stamp.DifferenceTo(now);
    }

    /// <summary>Runs the step if needed; true when it ran.</summary>
    /// <exception cref="DependencyException">The step ended well without leaving an output.</exception>
    public async Task<bool> RunAsync(Step step, CancellationToken cancellationToken)
    {
        using var stepLock = await StepLock.AcquireAsync(
            Path.Combine(paths.Locks, FileNameOf(step)),
            () => log.Information($"{step.Name}: another run is making it; waiting"),
            cancellationToken);
        if (await WhyRunAsync(step, cancellationToken) is not { } reason)
        {
            Record(step);
            return false;
        }

        log.Information($"{step.Name}: {reason}");

        // Taken before the work: a file edited meanwhile then differs from the stamp, and the next run makes the step again.
        var inputs = await Task.Run(() => TakeInputs(step), cancellationToken);
        var staging = new StagingFolder(Path.Combine(paths.Staging, FileNameOf(step)));
        DeleteFolder(staging.Path);
        Directory.CreateDirectory(staging.Path);
        try
        {
            await step.MakeAsync(staging, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();

            var missing = step.Outputs.Where(output => !Path.Exists(staging.For(output))).Select(Path.GetFileName).ToList();
            if (missing.Count > 0)
            {
                throw new DependencyException(
                    "IMG5301", $"step {step.Name} ended without an error but left no {string.Join(", ", missing)}.");
            }

            Directory.CreateDirectory(paths.Stamps);
            File.Delete(StampPath(step));
            foreach (var output in step.Outputs)
            {
                MoveIntoPlace(staging.For(output), output);
                log.Information(Describe(output));
            }

            StepStamp.Of(inputs, await Task.Run(() => TakeOutputs(step), cancellationToken)).Write(StampPath(step));
            Record(step);
            return true;
        }
        finally
        {
            DeleteFolder(staging.Path);
        }
    }

    /// <summary>Digests are known by now, from the stamp.</summary>
    private void Record(Step step)
    {
        foreach (var file in step.Outputs.SelectMany(FileDigests.FilesOf))
        {
            results?.AddFile(file, digests.OfFile);
        }
    }

    private string Describe(string output) => File.Exists(output)
        ? $"{paths.Show(output)} ({new ByteSize(new FileInfo(output).Length)})"
        : paths.Show(output);

    private static void MoveIntoPlace(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        if (Directory.Exists(from))
        {
            DeleteFolder(to);
            Directory.Move(from, to);
        }
        else
        {
            DeleteFolder(to);
            File.Move(from, to, overwrite: true);
        }
    }

    private static void DeleteFolder(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static string FileNameOf(Step step) => step.Name.Replace(' ', '-');

    private string StampPath(Step step) => Path.Combine(paths.Stamps, FileNameOf(step));

    private List<string> TakeInputs(Step step)
    {
        var files = step.InputFiles.SelectMany(FileDigests.FilesOf).Distinct().ToList();
        var values = step.InputValues.Select(pair => StepStamp.Line("value", Secrets.Digest(pair.Value), pair.Key));
        var folders = step.LargeFolders.Select(folder => StepStamp.Line("input", digests.OfLargeFolder(folder), paths.Show(folder)));
        return [.. TakeAll("input", files), .. folders, .. values];
    }

    private string[] TakeOutputs(Step step) => TakeAll("output", step.Outputs);

    private string[] TakeAll(string kind, IReadOnlyList<string> files)
    {
        // Not PLINQ: it waits for pool threads, which other steps may hold; Parallel.For works on the calling thread too.
        var lines = new string[files.Count];
        Parallel.For(0, files.Count, i => lines[i] = StepStamp.Line(kind, digests.OfTree(files[i]), paths.Show(files[i])));
        return lines;
    }
}
