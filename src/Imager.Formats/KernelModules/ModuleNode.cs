namespace Imager.Formats.KernelModules;

/// <summary>A module among the others while dependencies are found.</summary>
internal sealed class ModuleNode(string path, KernelModule module)
{
    internal string Path { get; } = path;

    internal string Name { get; } = ModulePaths.NameOf(path);

    internal KernelModule Module { get; } = module;

    /// <summary>Place in <c>modules.order</c>; the lower, the earlier it is tried.</summary>
    internal int Index { get; set; }

    /// <summary>Modules whose symbols it uses, in the order in which it names them.</summary>
    internal List<ModuleNode> Needs { get; } = [];

    internal int Users { get; set; }

    /// <summary>Place in an order that has every module before those it needs.</summary>
    internal int LoadRank { get; set; }

    /// <summary>All that must be loaded before it, the ones to load last first.</summary>
    internal List<ModuleNode> AllNeeds()
    {
        var found = new HashSet<ModuleNode>();
        var waiting = new Stack<ModuleNode>(Needs);
        while (waiting.TryPop(out var module))
        {
            if (found.Add(module))
            {
                module.Needs.ForEach(waiting.Push);
            }
        }

        return [.. found.OrderBy(module => module.LoadRank)];
    }
}
