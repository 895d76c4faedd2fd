namespace Cake.Core.Diagnostics;

/// <summary>Where tasks write; the host decides how it looks.</summary>
public interface ICakeLog
{
    Verbosity Verbosity { get; set; }

    void Write(Verbosity verbosity, LogLevel level, string format, params object[] args);
}
