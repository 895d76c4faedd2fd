using System.Diagnostics;
using System.Globalization;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Inspect;
using Imager.Tests.Support;
using Xunit.Abstractions;

namespace Imager.Tests.Inspect.Fuzz;

/// <summary>Whatever an image holds, reading it ends soon, in bounded memory, with a result or a typed error.</summary>
/// <remarks>
/// IMAGER_FUZZ_SECONDS=N runs that long instead of a fixed number of mutants, IMAGER_FUZZ_SEED=N starts elsewhere,
/// IMAGER_FUZZ_ITERATION=N runs one mutant alone. docs/fuzzing.md.
/// </remarks>
public sealed class ImageFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int Iterations = 4000;
    private const ulong DefaultSeed = 20_250_901;
    private const long MaxAllocatedBytes = 1L << 30;
    private const int MaxOpenedContents = 64;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(30);

    private readonly TempFolder folder = new();
    private readonly SortedDictionary<string, string> failures = new(StringComparer.Ordinal);

    [Fact]
    public void Inspect_survives_mutated_images()
    {
        var seed = Number("IMAGER_FUZZ_SEED") ?? DefaultSeed;
        var seconds = Number("IMAGER_FUZZ_SECONDS");
        var only = Number("IMAGER_FUZZ_ITERATION");
        output.WriteLine($"seed {seed}");
        var mutator = new Mutator(FuzzCorpus.Create());
        var clock = Stopwatch.StartNew();
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var iteration = only ?? 0; only is { } one ? iteration == one : IsWithinBudget(iteration, seconds, clock); iteration++)
        {
            var (name, mutant) = mutator.Mutate(new XorShift((seed * 1_000_003) + iteration));
            if (seconds is not null)
            {
                // What ends the whole process, such as a stack overflow, leaves this behind.
                Save("current", $"seed {seed}, iteration {iteration}, image {name}", mutant);
            }

            var outcome = Run(name, mutant, $"seed {seed}, iteration {iteration}, image {name}");
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        output.WriteLine($"{outcomes.Values.Sum()} mutants in {clock.Elapsed.TotalSeconds:0} s");
        output.WriteLine(string.Join("\n", outcomes.Select(outcome => $"{outcome.Key}: {outcome.Value}")));
        Assert.True(failures.Count == 0, string.Join("\n\n", failures.Values));
        Assert.True(outcomes.ContainsKey("read") || only is not null, "no mutant could be read: the corpus is broken");
    }

    [Fact]
    public void Corpus_is_read_without_a_problem()
    {
        using var scratch = new ScratchSpace(folder.Path, ByteSize.FromMiB(64));
        foreach (var (name, image) in FuzzCorpus.Create())
        {
            var root = new ImageInspector(scratch).Inspect(image, name, new InspectOptions(), CancellationToken.None);

            Assert.Empty(root.Walk().SelectMany(node => node.Problems));
            Assert.DoesNotContain(root.Walk(), node => node.Kind == InspectKind.Unknown);
        }
    }

    public void Dispose() => folder.Dispose();

    private static ulong? Number(string variable) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : null;

    private static bool IsWithinBudget(ulong iteration, ulong? seconds, Stopwatch clock) =>
        seconds is { } limit ? clock.Elapsed.TotalSeconds < limit : iteration < Iterations;

    /// <summary>Runs one mutant; what it must not do is kept once for each place in the code.</summary>
    private string Run(string name, MutatedSource mutant, string recipe)
    {
        var clock = Stopwatch.StartNew();
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var outcome = Exercise(name, mutant);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
            return clock.Elapsed < MaxTime && allocated < MaxAllocatedBytes
                ? outcome
                : Fail($"too much for {name}", $"{recipe}: took {clock.Elapsed.TotalSeconds:0.0} s and {allocated} bytes", recipe, mutant);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            var place = error.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains(" Imager.", StringComparison.Ordinal)) ?? "?";
            return Fail(error.GetType().Name + place, $"{recipe}: {error}", recipe, mutant);
        }
    }

    private string Fail(string key, string message, string recipe, MutatedSource mutant)
    {
        if (!failures.ContainsKey(key))
        {
            failures.Add(key, $"{message}\nsaved as {Save(recipe, recipe, mutant)}");
        }

        return "FAILED";
    }

    private string Exercise(string name, MutatedSource mutant)
    {
        using var scratch = new ScratchSpace(folder.Path, ByteSize.FromMiB(64));
        try
        {
            var root = new ImageInspector(scratch).Inspect(ExtentMap.FromSource(mutant), name, new InspectOptions(), CancellationToken.None);
            InspectText.Write(root);
            var wasRefused = root.Walk().Where(node => node.Content is not null).Take(MaxOpenedContents).Select(IsRefused).ToList().Contains(true);
            return wasRefused || root.Walk().Any(node => node.Problems.Count > 0) ? "read with problems" : "read";
        }
        catch (ImagerException error)
        {
            return error.Code;
        }
    }

    /// <summary>Opens a content and reads its start, middle and end.</summary>
    private static bool IsRefused(InspectNode node)
    {
        try
        {
            var content = node.OpenContent()!;
            var buffer = new byte[Math.Min(4096, content.LengthBytes)];
            foreach (var offset in (long[])[0, content.LengthBytes / 2, content.LengthBytes - buffer.Length])
            {
                content.ReadExactly(Math.Min(offset, content.LengthBytes - buffer.Length), buffer);
            }

            return false;
        }
        catch (ImagerException)
        {
            return true;
        }
    }

    private static string Save(string title, string recipe, MutatedSource mutant)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "fuzz-failures", $"{title.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '_')}.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"{recipe}\n{mutant.Recipe()}");
        return path;
    }
}
