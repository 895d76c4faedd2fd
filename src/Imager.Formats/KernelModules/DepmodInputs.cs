namespace Imager.Formats.KernelModules;

/// <summary>What the look-up files are made from.</summary>
public sealed record DepmodInputs
{
    /// <summary>depmod's own order where none is configured.</summary>
    public static readonly IReadOnlyList<string> DefaultSearch = ["updates", "built-in"];

    /// <summary>Every module; paths are unique.</summary>
    public required IReadOnlyList<DepmodModule> Modules { get; init; }

    /// <summary>Content of <c>modules.order</c>: which of two modules with the same alias is tried first.</summary>
    public string Order { get; init; } = string.Empty;

    /// <summary>Content of <c>modules.builtin</c>.</summary>
    public string Builtin { get; init; } = string.Empty;

    /// <summary>Content of <c>modules.builtin.modinfo</c>.</summary>
    public ReadOnlyMemory<byte> BuiltinInfo { get; init; }

    /// <summary>Where of two modules of one name the one to load is looked for: folders, first the winning one; <c>built-in</c> stands for
    /// every other folder. Talos' order is <c>extras built-in</c>.</summary>
    public IReadOnlyList<string> Search { get; init; } = DefaultSearch;

    /// <summary>How many threads read modules.</summary>
    public required int Threads { get; init; }
}
