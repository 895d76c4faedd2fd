using Imager.Plan;

namespace Imager.Extensions;

/// <summary>What plans get from their extensions; the scratch files behind it are gone when this is disposed.</summary>
public sealed class PreparedExtensions : IDisposable
{
    private readonly Dictionary<BuildPlan, ExtendedInitramfs> byPlan = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<IDisposable> owned = new();

    /// <summary>No plan has extensions.</summary>
    public static PreparedExtensions None { get; } = new();

    /// <summary>The initramfs of a plan with its extensions, or null when it has none.</summary>
    public ExtendedInitramfs? Find(BuildPlan plan) => byPlan.GetValueOrDefault(plan);

    /// <inheritdoc/>
    public void Dispose()
    {
        while (owned.TryPop(out var item))
        {
            item.Dispose();
        }
    }

    internal void Add(BuildPlan plan, ExtendedInitramfs initramfs) => byPlan.Add(plan, initramfs);

    internal T Own<T>(T item)
        where T : IDisposable
    {
        owned.Push(item);
        return item;
    }
}
