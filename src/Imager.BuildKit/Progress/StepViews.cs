namespace Imager.BuildKit.Progress;

/// <summary>The steps of one or more builds in the order in which they started.</summary>
internal sealed class StepViews
{
    private readonly Dictionary<string, StepView> _views = new(StringComparer.Ordinal);

    /// <summary>In the order of their numbers.</summary>
    public IEnumerable<StepView> All => _views.Values;

    /// <summary>The view of a step that has started; null for one that only waits.</summary>
    public StepView? Update(BuildStep step, long now)
    {
        if (_views.TryGetValue(step.Digest, out var view))
        {
            view.Step = step;
            return view;
        }

        return step.Started is null && step.Error.Length == 0
            ? null
            : _views[step.Digest] = new StepView(_views.Count + 1, step) { SeenAt = now };
    }

    public StepView? Find(string digest) => _views.GetValueOrDefault(digest);
}
