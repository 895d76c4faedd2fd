using Imager.Core;

namespace Imager.Build.Make;

/// <summary>The one place where exceptions become text and exit codes.</summary>
public static class ErrorReport
{
    /// <summary>The process exit code for an exception.</summary>
    public static ExitCode ExitCodeOf(Exception exception) => exception switch
    {
        ImagerException imager => imager.ExitCode,
        AggregateException several when SingleCauseOf(several) is { } cause => ExitCodeOf(cause),
        OperationCanceledException => ExitCode.Interrupted,
        IOException or UnauthorizedAccessException => ExitCode.Io,
        _ => ExitCode.Bug,
    };

    /// <summary>What a person reads, without secrets.</summary>
    public static string TextOf(Exception exception) => Secrets.Mask(RawTextOf(exception));

    private static string RawTextOf(Exception exception) => exception switch
    {
        ImagerException imager => $"{imager.Code} {imager.Message}",
        AggregateException several when SingleCauseOf(several) is { } cause => TextOf(cause),
        OperationCanceledException => "interrupted.",
        IOException or UnauthorizedAccessException =>
            $"IMG6300 {exception.Message} Check that the disk has space and that the file may be read and written.",
        _ => $"this is a bug in the build program; please report it with these lines:{Environment.NewLine}{exception}",
    };

    /// <summary>What was wrapped because it happened on another thread.</summary>
    private static Exception? SingleCauseOf(AggregateException exception) =>
        exception.Flatten().InnerExceptions is [var cause] ? cause : null;
}
