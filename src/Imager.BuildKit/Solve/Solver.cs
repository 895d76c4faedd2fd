using System.Diagnostics;
using Imager.BuildKit.Engine;
using Imager.BuildKit.Progress;
using Imager.BuildKit.Session;
using Imager.BuildKit.Transport;
using Imager.BuildKit.Wire;
using Imager.Core;

namespace Imager.BuildKit.Solve;

/// <summary>Runs one build: a session for our side's files, the solve, and its status beside it.</summary>
internal sealed class Solver(EngineConnection engine, DockerCredentials credentials)
{
    private const string SolveMethod = "/moby.buildkit.v1.Control/Solve";
    private const string StatusMethod = "/moby.buildkit.v1.Control/Status";

    /// <summary>
    /// How long the status may go on after the solve has ended; only the very last news come that late.
    /// </summary>
    private static readonly TimeSpan s_statusGrace = TimeSpan.FromSeconds(3);

    /// <summary>The same when there was no news at all: the engine then waits for a job that will never come.</summary>
    private static readonly TimeSpan s_silentGrace = TimeSpan.FromMilliseconds(200);

    /// <exception cref="LostConnectionException">The line broke; the same solve may be tried again.</exception>
    public async Task<BuildResult> RunAsync(
        BuildRequest request, IBuildProgress progress, CancellationToken cancellationToken)
    {
        var requests = new SolveRequests(request, engine.Abilities);
        requests.Validate();
        var watch = Stopwatch.StartNew();
        var tracker = new StepTracker(progress);
        var responses = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (solve, outputs) in requests.Rounds())
        {
            var response = await RunRoundAsync(request, requests, solve, outputs, tracker, cancellationToken);
            foreach (var (key, value) in response)
            {
                responses[key] = value;
            }
        }

        return new(watch.Elapsed, tracker.Steps, tracker.CachedSteps, responses);
    }

    private async Task<IEnumerable<KeyValuePair<string, string>>> RunRoundAsync(
        BuildRequest request,
        SolveRequests requests,
        SolveRequest solve,
        IReadOnlyList<BuildOutput> outputs,
        StepTracker tracker,
        CancellationToken cancellationToken)
    {
        var failure = new BuildFailure(engine.Description, requests.DockerfilePath, tracker, engine.Owned?.Folder);
        using var receiver = new OutputReceiver(outputs);
        SessionServer? session = null;
        try
        {
            session = await OpenSessionAsync(request, requests, solve.Session, receiver, cancellationToken);
            var response = await SolveAsync(solve, tracker, cancellationToken);
            receiver.Commit();
            requests.Caches.Commit(response.ExporterResponse);
            return response.ExporterResponse;
        }
        catch (Exception error) when (error is not ImagerException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw session?.Failure switch
            {
                ImagerException local => local,

                // When the line breaks, what we serve breaks too, and says nothing new.
                { } local when !(local is IOException && IsLost(error)) => new DependencyException(
                    "IMG5114", $"serving the build of {requests.DockerfilePath} failed: {local.Message}", local),
                _ => await ExplainAsync(error, failure),
            };
        }
        finally
        {
            if (session is not null)
            {
                await session.DisposeAsync();
            }
        }
    }

    /// <summary>An engine that goes down in good order says "canceled" although we did not cancel.</summary>
    private async Task<Exception> ExplainAsync(Exception error, BuildFailure failure) => error switch
    {
        GrpcException refused when !IsLost(error) => failure.Explain(refused),
        _ when IsLost(error) => new LostConnectionException(
            failure.ConnectionLost(error, await engine.DescribeStateAsync()),
            error.GetBaseException().Message.TrimEnd('.')),
        _ => error,
    };

    private static bool IsLost(Exception error) =>
        error is IOException or GrpcException { Code: GrpcCode.Unavailable or GrpcCode.Canceled };

    private async Task<SessionServer> OpenSessionAsync(
        BuildRequest request,
        SolveRequests requests,
        string id,
        OutputReceiver receiver,
        CancellationToken cancellationToken)
    {
        var small = new SmallServices(request.Secrets, credentials);
        var methods = new Dictionary<string, SessionMethod>(StringComparer.Ordinal)
        {
            [SessionMethods.Health] = SmallServices.CheckHealthAsync,
            [SessionMethods.SyncFiles] = new ContextSender(requests.Folders()).SendAsync,
            [SessionMethods.ReceiveFiles] = receiver.ReceiveAsync,
            [SessionMethods.Credentials] = small.GetCredentialsAsync,
            [SessionMethods.GetSecret] = small.GetSecretAsync,
        };
        if (requests.Caches.Stores.Count > 0)
        {
            foreach (var (name, method) in new ContentService(requests.Caches.Stores).Methods)
            {
                methods[name] = method;
            }
        }

        var identity = new SessionIdentity(id, "imager", requests.SharedKey, [.. methods.Keys]);
        var stream = await engine.Sessions.OpenAsync(identity, cancellationToken);
        return await SessionServer.StartAsync(stream, methods, cancellationToken);
    }

    private async Task<SolveResponse> SolveAsync(
        SolveRequest solve, StepTracker tracker, CancellationToken cancellationToken)
    {
        // Status has its own token: after a cancellation the engine still tells how the steps ended.
        using var statusStop = new CancellationTokenSource();
        var solving = engine.Channel.CallAsync(SolveMethod, solve, SolveResponse.Parser, cancellationToken);
        var watching = WatchAsync(solve.Ref, tracker, statusStop.Token);
        try
        {
            return await solving;
        }
        finally
        {
            statusStop.CancelAfter(tracker.HasNews ? s_statusGrace : s_silentGrace);
            await watching;
        }
    }

    /// <summary>Never fails: what is wrong with the solve is the solve's to tell.</summary>
    private async Task WatchAsync(string reference, StepTracker tracker, CancellationToken cancellationToken)
    {
        try
        {
            var request = new StatusRequest { Ref = reference };
            await foreach (var response in engine.Channel.StreamAsync(
                StatusMethod, request, StatusResponse.Parser, cancellationToken))
            {
                tracker.Report(StatusReader.Read(response));
            }
        }
        catch (Exception error) when (error is GrpcException or IOException or OperationCanceledException)
        {
            // see above
        }
    }
}
