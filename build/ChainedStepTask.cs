using Imager.Build.Make;
using Imager.Build.Steps;

namespace Imager.Build;

/// <summary>The base of tasks with work for several architectures or profiles: chains of steps that need nothing of each other.</summary>
/// <remarks>Chains run side by side, JOBS of them at a time in the whole run, so that each builder of BUILDER has work.</remarks>
public abstract class ChainedStepTask : StepTask
{
    public sealed override IEnumerable<Step> Steps(BuildContext context) => Chains(context).SelectMany(chain => chain).Concat(LastSteps(context));

    /// <summary>The chains; the steps of one are named and run in order.</summary>
    protected abstract IEnumerable<IEnumerable<Step>> Chains(BuildContext context);

    /// <summary>Steps that need all chains.</summary>
    protected virtual IEnumerable<Step> LastSteps(BuildContext context) => [];

    protected sealed override async Task<IReadOnlyList<StepResult>> RunStepsAsync(BuildContext context, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var chains = await Task.WhenAll(Chains(context).Select(chain => Task.Run(() => RunChainAsync(context, chain, stopping), CancellationToken.None)));
        var failure = chains.Select(chain => chain.Error).OfType<Exception>().OrderBy(error => error is OperationCanceledException).FirstOrDefault();
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        return [.. chains.SelectMany(chain => chain.Results), .. await RunInOrderAsync(context, LastSteps(context), cancellationToken)];
    }

    /// <summary>The first failure stops the other chains; it, not their cancellation, is what is reported.</summary>
    private static async Task<(IReadOnlyList<StepResult> Results, Exception? Error)> RunChainAsync(
        BuildContext context, IEnumerable<Step> chain, CancellationTokenSource stopping)
    {
        try
        {
            await context.Chains.WaitAsync(stopping.Token);
            try
            {
                return (await RunInOrderAsync(context, chain, stopping.Token), null);
            }
            finally
            {
                context.Chains.Release();
            }
        }
        catch (Exception error) // Rethrown by the caller when all chains have ended.
        {
            await stopping.CancelAsync();
            return ([], error);
        }
    }
}
