namespace Cake.Core.Diagnostics;

/// <summary>The calls that task code uses.</summary>
public static class LogExtensions
{
    public static void Error(this ICakeLog log, string value) =>
        log.Write(Verbosity.Quiet, LogLevel.Error, "{0}", value);

    public static void Warning(this ICakeLog log, string value) =>
        log.Write(Verbosity.Minimal, LogLevel.Warning, "{0}", value);

    public static void Information(this ICakeLog log, string value) =>
        log.Write(Verbosity.Normal, LogLevel.Information, "{0}", value);

    public static void Verbose(this ICakeLog log, string value) =>
        log.Write(Verbosity.Verbose, LogLevel.Verbose, "{0}", value);
}
