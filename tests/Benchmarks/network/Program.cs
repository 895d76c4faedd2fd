// Parses and validates a 1 MB network document, as YAML and as JSON.
//   dotnet run -c Release --project tests/Benchmarks/network
// Fails when the median of processor time after warm-up is 100 ms or more; wall time is shown for comparison, and is
// larger when other programs share the cores.
using System.Diagnostics;
using System.Text;
using Imager.Profiles.Network;

const int SizeBytes = 1 << 20;
const int WarmUps = 30;
const int Runs = 21;
const double LimitMilliseconds = 100;

var failed = false;
foreach (var (name, text) in new[] { ("YAML", YamlDocument()), ("JSON", JsonDocument()) })
{
    var (times, walls) = (new List<double>(), new List<double>());
    var result = NetworkDocument.Parse(text, "benchmark");
    for (var run = -WarmUps; run < Runs; run++)
    {
        var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        result = NetworkDocument.Parse(text, "benchmark");
        if (run >= 0)
        {
            times.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
            walls.Add(watch.Elapsed.TotalMilliseconds);
        }
    }

    times.Sort();
    walls.Sort();
    var median = times[Runs / 2];
    var entries = result.Document!.Addresses!.Count + result.Document.Links!.Count + result.Document.Routes!.Count;
    Console.WriteLine(
        $"{name}: {text.Length} bytes, {entries} entries, {result.Errors.Count()} errors; "
        + $"processor: median {median:F1} ms, min {times[0]:F1} ms, max {times[^1]:F1} ms, limit {LimitMilliseconds} ms; "
        + $"wall: median {walls[Runs / 2]:F1} ms, min {walls[0]:F1} ms");
    failed |= median >= LimitMilliseconds || result.Errors.Any();
}

return failed ? 1 : 0;

static string YamlDocument()
{
    var text = new StringBuilder("addresses:\n");
    for (var i = 0; text.Length < SizeBytes * 4 / 10; i++)
    {
        text.Append(
            $"    - address: 10.{i / 250}.{i % 250}.1/31\n      linkName: eth{i}\n      family: inet4\n"
            + "      scope: global\n      flags: permanent\n      layer: platform\n");
    }

    text.Append("links:\n    - name: bond0\n      logical: true\n      up: true\n      kind: bond\n      type: ether\n"
        + "      bondMaster:\n        mode: 802.3ad\n        miimon: 100\n");
    for (var i = 0; text.Length < SizeBytes * 7 / 10; i++)
    {
        text.Append($"    - name: eth{i}\n      up: true\n      masterName: bond0\n      slaveIndex: {i}\n      layer: platform\n");
    }

    text.Append("routes:\n");
    for (var i = 0; text.Length < SizeBytes; i++)
    {
        text.Append(
            $"    - family: inet4\n      dst: 10.{i / 250}.{i % 250}.0/24\n      gateway: 10.{i / 250}.{i % 250}.0\n      outLinkName: eth{i}\n"
            + "      table: main\n      scope: global\n      type: unicast\n      protocol: static\n      layer: platform\n");
    }

    return text.ToString();
}

static string JsonDocument()
{
    var text = new StringBuilder("{\"links\":[");
    for (var i = 0; text.Length < SizeBytes / 2; i++)
    {
        text.Append(i == 0 ? string.Empty : ",").Append($"{{\"name\":\"eth{i}\",\"up\":true,\"mtu\":9000,\"layer\":\"platform\"}}");
    }

    text.Append("],\"routes\":[],\"addresses\":[");
    for (var i = 0; text.Length < SizeBytes; i++)
    {
        text.Append(i == 0 ? string.Empty : ",")
            .Append($"{{\"address\":\"10.{i / 250}.{i % 250}.1/31\",\"linkName\":\"eth{i}\",\"family\":\"inet4\",\"scope\":\"global\"}}");
    }

    return text.Append("]}").ToString();
}
