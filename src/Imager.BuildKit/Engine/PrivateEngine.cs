using System.Globalization;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Nodes;
using Imager.BuildKit.Host;
using Imager.BuildKit.Transport;
using Imager.Core;

namespace Imager.BuildKit.Engine;

/// <summary>A dockerd of our own, alive as long as we are.</summary>
/// <remarks>
/// It runs in its own process and mount namespaces, so that nothing outlives it, and stops when our end of its standard
/// input closes, which also happens when we are killed. It has no bridge and touches no firewall rule: another engine
/// on
/// the machine would lose its rules to a second one. RUN steps use the host's network instead.
/// </remarks>
internal sealed class PrivateEngine : IAsyncDisposable
{
    // $1 = log file, the rest = dockerd. "read" ends when we close the pipe or die. After its last word dockerd only
    // waits
    // for containerd, up to a second; the shell is the first process of its namespace, so whatever is left dies with
    // it.
    private const string Script =
        "log=$1; shift; exec 3<&0 </dev/null >>\"$log\" 2>&1; \"$@\" 3<&- & d=$!; "
        + "{ read -r _ <&3; kill \"$d\"; "
        + "while kill -0 \"$d\" && ! grep -q 'Daemon shutdown complete' \"$log\"; do sleep 0.02; done; kill -9 \"$d\"; "
        + "} & wait \"$d\"";

    private const string SystemConfiguration = "/etc/docker/daemon.json";
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_stopLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);

    private readonly PrivateEnginePaths _paths;
    private readonly FileStream _lock;
    private readonly Func<IRunningProcess> _launch;
    private readonly SemaphoreSlim _restarting = new(1);
    private IRunningProcess _process;
    private bool _stopped;

    private PrivateEngine(PrivateEnginePaths paths, FileStream lockFile, Func<IRunningProcess> launch)
    {
        _paths = paths;
        _lock = lockFile;
        _launch = launch;
        _process = launch();
    }

    /// <summary>All its data and its log.</summary>
    public string Folder => _paths.Folder;

    public EngineEndpoint Endpoint => EngineEndpoint.Unix(_paths.Socket);

    /// <summary>For the error about a lost connection; a dying engine gets a moment to be gone.</summary>
    public async Task<string> DescribeStateAsync()
    {
        using var moment = new CancellationTokenSource(s_moment);
        try
        {
            await _process.WaitAsync(moment.Token);
            return $"The private dockerd has died. {LastLog()}";
        }
        catch (OperationCanceledException)
        {
            return $"The private dockerd is still running; its log is {_paths.Log}.";
        }
    }

    /// <summary>Starts a new dockerd over the same data when ours has died; what it had built is in its cache.</summary>
    public async Task RestartIfDeadAsync(CancellationToken cancellationToken)
    {
        await _restarting.WaitAsync(cancellationToken);
        try
        {
            if (_process.HasExited && !_stopped)
            {
                _process.Dispose();
                StaleEngine.RemoveFiles(_paths);
                File.Move(_paths.Log, _paths.Log + ".1", overwrite: true);
                _process = _launch();
                await WaitUntilReadyAsync(cancellationToken);
            }
        }
        finally
        {
            _restarting.Release();
        }
    }

    public static async Task<PrivateEngine> StartAsync(
        EngineOptions options,
        IProcessRunner processes,
        string dockerd,
        string refusal,
        CancellationToken cancellationToken)
    {
        CheckHost(dockerd, refusal);
        if (OperatingSystem.IsWindows())
        {
            throw new UnsupportedException(
                "IMG3104", "a private engine runs only on Linux: name an engine with DOCKER_HOST.");
        }

        var paths = new PrivateEnginePaths(options.CacheFolder);
        var lockFile = await LockAsync(paths, options.Notice, cancellationToken);
        PrivateEngine? engine = null;
        try
        {
            await StaleEngine.RemoveAsync(paths, cancellationToken);
            var command = Command(paths, processes, dockerd, options.EngineEnvironment);
            engine = new(paths, lockFile, () => Launch(paths, processes, command, options.HubMirrors));
            await engine.WaitUntilReadyAsync(cancellationToken);
            return engine;
        }
        catch
        {
            if (engine is not null)
            {
                await StopAsync(engine._process, paths);
            }

            await lockFile.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _restarting.WaitAsync();
        _stopped = true;
        _restarting.Release();
        await StopAsync(_process, _paths);
        await _lock.DisposeAsync();
    }

    private static IRunningProcess Launch(
        PrivateEnginePaths paths, IProcessRunner processes, ProcessCommand command, IReadOnlyList<string> hubMirrors)
    {
        if (!OperatingSystem.IsWindows())
        {
            Prepare(paths, hubMirrors);
        }

        var process = processes.Start(command);
        try
        {
            File.WriteAllText(paths.RootPid, process.Id.ToString(CultureInfo.InvariantCulture));
            return process;
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    private static void CheckHost(string dockerd, string refusal)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new HostEnvironmentException(
                "IMG4103",
                $"no Docker engine can be used ({refusal.TrimEnd('.')}), and {dockerd} can only be started by root. Run "
                + "this with sudo, or start the engine (`sudo systemctl start docker`) and join its group "
                + "(`sudo usermod -aG docker $USER`, then log in again).");
        }

        var mounts = File.Exists("/proc/mounts") ? File.ReadAllLines("/proc/mounts") : [];
        if (!mounts.Any(line => line.Split(' ') is [_, _, "cgroup" or "cgroup2", ..]))
        {
            throw new HostEnvironmentException(
                "IMG4104",
                "dockerd needs the cgroup file systems, and none is mounted. On a real machine: "
                + "`mount -t cgroup2 none /sys/fs/cgroup`; in a container: start it with --privileged.");
        }
    }

    private static async Task<FileStream> LockAsync(
        PrivateEnginePaths paths, Action<string> notice, CancellationToken cancellationToken)
    {
        for (var waiting = false; ; waiting = true)
        {
            try
            {
                Directory.CreateDirectory(paths.Folder);
                return new FileStream(paths.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (Exception error) when (error is UnauthorizedAccessException
                || (error is IOException && !File.Exists(paths.Lock)))
            {
                throw new FileAccessException("IMG6105", $"{paths.Lock}: cannot be opened: {error.Message}", error);
            }
            catch (IOException)
            {
                // Locked; .NET has no own exception for that.
                if (!waiting)
                {
                    notice($"waiting for another build that uses the private engine in {paths.Folder}");
                }

                await Task.Delay(200, cancellationToken);
            }
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void Prepare(PrivateEnginePaths paths, IReadOnlyList<string> hubMirrors)
    {
        try
        {
            Directory.CreateDirectory(paths.Data);
            const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Directory.CreateDirectory(paths.Runtime, OnlyOwner);
            File.WriteAllBytes(paths.Log, []);
            File.WriteAllText(paths.Configuration, Configuration(SystemConfiguration, hubMirrors).ToJsonString());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException(
                "IMG6107", $"{paths.Folder}: cannot prepare the private engine's folder: {error.Message}", error);
        }
    }

    /// <summary>
    /// Mirrors and plain-HTTP registries are facts about the site; the rest of the machine's settings is not ours.
    /// </summary>
    internal static JsonObject Configuration(string systemPath, IReadOnlyList<string> hubMirrors)
    {
        var ours = new JsonObject();
        try
        {
            var theirs = File.Exists(systemPath) ? JsonNode.Parse(File.ReadAllText(systemPath)) as JsonObject : null;
            foreach (var key in (string[])["registry-mirrors", "insecure-registries", "dns", "dns-opts", "dns-search"])
            {
                if (theirs?[key] is { } value)
                {
                    ours[key] = value.DeepClone();
                }
            }
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new HostEnvironmentException(
                "IMG4105", $"{systemPath}: cannot be used: {error.Message} Correct or remove it.", error);
        }

        if (hubMirrors.Count > 0)
        {
            // dockerd knows mirrors of Docker Hub only, as URLs.
            ours["registry-mirrors"] = new JsonArray(
                [.. hubMirrors.Select(mirror => (JsonNode)(mirror.Contains("://", StringComparison.Ordinal) ? mirror : $"https://{mirror}"))]);
        }

        return ours;
    }

    private static ProcessCommand Command(
        PrivateEnginePaths paths,
        IProcessRunner processes,
        string dockerd,
        IReadOnlyDictionary<string, string> environment)
    {
        if (processes.Find("unshare") is null || processes.Find("setsid") is null)
        {
            throw new HostEnvironmentException(
                "IMG4106", "a private engine needs unshare and setsid. Install them: `apt-get install util-linux`.");
        }

        return new(
            "setsid", // a Ctrl-C at the terminal is for us; the engine is told when the build has been cancelled
            [
                "unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "--mount-proc",
                "sh", "-c", Script, "imager-engine", paths.Log,
                dockerd,
                "--config-file", paths.Configuration,
                "--data-root", paths.Data,
                "--exec-root", paths.Exec,
                "--pidfile", paths.DaemonPid,
                "--host", $"unix://{paths.Socket}",
                "--bridge=none", "--iptables=false", "--ip-forward=false", "--ip-masq=false",
                "--containerd-namespace=imager", "--containerd-plugins-namespace=imager-plugins",
            ])
        {
            // Kernel builds print more than the 1 MiB at 100 KiB/s that BuildKit keeps by default. Newer ones take -1 for "no
            // limit", but BuildKit 0.8 (Docker 20.10) then keeps nothing at all.
            Environment = new Dictionary<string, string>(environment)
            {
                ["BUILDKIT_STEP_LOG_MAX_SIZE"] = "2000000000",
                ["BUILDKIT_STEP_LOG_MAX_SPEED"] = "2000000000",
            },
        };
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_startLimit);
        var api = new EngineApi(new EngineConnector(Endpoint));
        try
        {
            while (true)
            {
                if (_process.HasExited)
                {
                    throw new HostEnvironmentException(
                        "IMG4107", $"{Program()} did not start. {LastLog()}");
                }

                if (File.Exists(_paths.Socket) && await AnswersAsync(api, limit.Token))
                {
                    return;
                }

                await Task.Delay(s_poll, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HostEnvironmentException(
                "IMG4108", $"{Program()} did not answer within {s_startLimit.TotalSeconds} s. {LastLog()}");
        }
    }

    private static string Program() => "the private Docker engine (dockerd)";

    private static async Task<bool> AnswersAsync(EngineApi api, CancellationToken cancellationToken)
    {
        try
        {
            await api.PingAsync(cancellationToken);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string LastLog()
    {
        var lines = File.Exists(_paths.Log) ? File.ReadAllLines(_paths.Log) : [];
        var telling = lines.Where(line => !line.Contains("level=info", StringComparison.Ordinal)).TakeLast(10).ToList();
        return telling.Count == 0
            ? $"Its log is {_paths.Log}."
            : $"The end of its log ({_paths.Log}):\n     | {string.Join("\n     | ", telling)}";
    }

    private static async Task StopAsync(IRunningProcess process, PrivateEnginePaths paths)
    {
        process.CloseInput();
        using var limit = new CancellationTokenSource(s_stopLimit);
        try
        {
            await process.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        process.Dispose();
        StaleEngine.RemoveFiles(paths);
    }
}
