using Imager.Core;

namespace Imager.Cli;

/// <summary>Turns an exception into what a person reads and the exit code: the only place that does.</summary>
public static class ErrorReport
{
    public static ExitCode Write(Exception error, TextWriter target)
    {
        switch (error)
        {
            case OperationCanceledException:
                target.WriteLine("imager: interrupted; nothing was left behind.");
                return ExitCode.Interrupted;
            case ImagerException known:
                target.WriteLine($"imager: {known.Code} {known.Message}");
                return known.ExitCode;
            default:
                target.WriteLine($"imager: IMG1001 bug: {error}");
                target.WriteLine("Please report this with the command line that led to it.");
                return ExitCode.Bug;
        }
    }
}
