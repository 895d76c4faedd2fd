using System.Runtime.ExceptionServices;
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
    /// <exception cref="FileAccessException">An input cannot be read, or the artifacts folder cannot be written.</exception>
    public async Task<bool> RunAsync(Step step, CancellationToken cancellationToken)
    {
        using var stepLock = await StepLock.AcquireAsync(
            paths,
            FileNameOf(step),
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
        foreach (var file in step.Outputs.SelectMany(TreeEntry.AllOf).Where(entry => !entry.IsFolder && !entry.IsLink))
        {
            results?.AddFile(file.Path, digests.OfFile);
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
        var entries = step.InputFiles.SelectMany(EntriesOf).DistinctBy(entry => entry.Path).ToList();
        var values = step.InputValues.Select(pair => StepStamp.Line("value", Secrets.Digest(pair.Value), pair.Key));
        var folders = step.LargeFolders.Select(folder => StepStamp.Line("input", digests.OfLargeFolder(folder), paths.Show(folder)));
        return [.. TakeAll(entries, entry => StepStamp.Line("input", DigestOf(entry), paths.Show(entry.Path))), .. folders, .. values];
    }

    private IReadOnlyList<TreeEntry> EntriesOf(string path) => IsSource(path) ? TreeEntry.SourcesOf(path) : TreeEntry.AllOf(path);

    private string DigestOf(TreeEntry entry) => IsSource(entry.Path) ? digests.OfSource(entry) : digests.OfInput(entry);

    /// <summary>Whether it is code or a profile of this repository, which compilers and editors work in.</summary>
    private bool IsSource(string path) =>
        path == paths.Profiles || BuildPaths.IsBelow(path, paths.Profiles) || BuildPaths.IsBelow(path, paths.Sources);

    private string[] TakeOutputs(Step step) =>
        TakeAll(step.Outputs, output => StepStamp.Line("output", digests.OfTree(output), paths.Show(output)));

    private static string[] TakeAll<T>(IReadOnlyList<T> entries, Func<T, string> take)
    {
        // Not PLINQ: it waits for pool threads, which other steps may hold; Parallel.For works on the calling thread too.
        var lines = new string[entries.Count];
        try
        {
            Parallel.For(0, entries.Count, i => lines[i] = take(entries[i]));
        }
        catch (AggregateException errors)
        {
            // One of them says enough; the next run names the next.
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }

        return lines;
    }
}
