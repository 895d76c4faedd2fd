using Imager.Core;

namespace Imager.Formats.KernelModules;

/// <summary>The modules of one kernel: one for each name, in order, with what each needs.</summary>
internal sealed class ModuleGraph
{
    private const string Elsewhere = "built-in";

    private ModuleGraph(List<ModuleNode> modules, Dictionary<string, (ModuleNode Owner, uint Crc)> symbols) =>
        (Modules, Symbols) = (modules, symbols);

    internal IReadOnlyList<ModuleNode> Modules { get; }

    /// <summary>Exported symbols and the module that each is taken from.</summary>
    internal IReadOnlyDictionary<string, (ModuleNode Owner, uint Crc)> Symbols { get; }

    /// <exception cref="InvalidInputException">A module is damaged, a path is there twice, or modules need each other.</exception>
    internal static ModuleGraph Create(DepmodInputs inputs, CancellationToken cancellationToken)
    {
        var chosen = Choose(inputs);
        var nodes = new ModuleNode[chosen.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = inputs.Threads, CancellationToken = cancellationToken };
        try
        {
            Parallel.For(0, nodes.Length, parallel, index => nodes[index] = Read(chosen[index]));
        }
        catch (AggregateException failures)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }

        var modules = Sort(nodes, inputs.Order);
        var symbols = new Dictionary<string, (ModuleNode, uint)>(StringComparer.Ordinal);
        foreach (var module in modules)
        {
            foreach (var export in module.Module.Exports)
            {
                symbols[export.Name] = (module, export.Crc);
            }
        }

        var graph = new ModuleGraph(modules, symbols);
        graph.FindNeeds();
        graph.Rank();
        return graph;
    }

    private static List<DepmodModule> Choose(DepmodInputs inputs)
    {
        var chosen = new SortedDictionary<string, DepmodModule>(StringComparer.Ordinal);
        foreach (var module in inputs.Modules.OrderBy(module => module.Path, StringComparer.Ordinal))
        {
            var name = ModulePaths.NameOf(module.Path);
            if (!chosen.TryGetValue(name, out var other) || PriorityOf(module.Path, inputs.Search) <= PriorityOf(other.Path, inputs.Search))
            {
                chosen[name] = module;
            }
        }

        return [.. chosen.Values.OrderBy(module => module.Path, StringComparer.Ordinal)];
    }

    /// <summary>The lower wins.</summary>
    private static int PriorityOf(string path, IReadOnlyList<string> search)
    {
        var elsewhere = -1;
        for (var index = 0; index < search.Count; index++)
        {
            if (path.StartsWith(search[index] + "/", StringComparison.Ordinal))
            {
                return index;
            }

            elsewhere = search[index] == Elsewhere ? index : elsewhere;
        }

        return elsewhere < 0 ? search.Count : elsewhere;
    }

    private static ModuleNode Read(DepmodModule module)
    {
        try
        {
            return new ModuleNode(module.Path, KernelModule.Read(module.Content));
        }
        catch (InvalidInputException error)
        {
            throw new InvalidInputException("IMG2151", $"\"{module.Path}\": {error.Message}", error);
        }
    }

    /// <summary>First those of <c>modules.order</c>, in its order; then the others by path.</summary>
    private static List<ModuleNode> Sort(ModuleNode[] nodes, string order)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in order.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            places[line] = places.Count;
        }

        var sorted = nodes
            .OrderBy(node => places.GetValueOrDefault(ModulePaths.WithoutCompression(node.Path), int.MaxValue))
            .ThenBy(node => node.Path, StringComparer.Ordinal)
            .ToList();
        for (var index = 0; index < sorted.Count; index++)
        {
            sorted[index].Index = index;
        }

        return sorted;
    }

    private void FindNeeds()
    {
        foreach (var module in Modules)
        {
            var known = new HashSet<ModuleNode>();
            foreach (var symbol in module.Module.UndefinedSymbols)
            {
                if (Symbols.TryGetValue(symbol, out var export) && export.Owner != module && known.Add(export.Owner))
                {
                    module.Needs.Add(export.Owner);
                    export.Owner.Users++;
                }
            }
        }
    }

    /// <summary>Orders the modules so that each comes before those that it needs; what is left over are cycles.</summary>
    private void Rank()
    {
        var users = Modules.ToDictionary(module => module, module => module.Users);
        var ready = new Stack<ModuleNode>(Modules.Where(module => module.Users == 0));
        var rank = 0;
        while (ready.TryPop(out var module))
        {
            module.LoadRank = rank++;
            foreach (var needed in module.Needs)
            {
                if (--users[needed] == 0)
                {
                    ready.Push(needed);
                }
            }
        }

        if (rank < Modules.Count)
        {
            var names = users.Where(pair => pair.Value > 0).Select(pair => pair.Key.Path).Take(10);
            throw new InvalidInputException(
                "IMG2152", $"kernel modules need each other in a circle, among them {string.Join(", ", names)}. Remove one of them.");
        }
    }
}
