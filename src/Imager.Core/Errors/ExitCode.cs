namespace Imager.Core;

/// <summary>Process exit codes; they equal the Talos imager's.</summary>
public enum ExitCode
{
    /// <summary>Everything asked for was made.</summary>
    Ok = 0,

    /// <summary>A bug in this program.</summary>
    Bug = 1,

    /// <summary>The caller's input is wrong: arguments, profile, values.</summary>
    InvalidInput = 2,

    /// <summary>The input is valid, but this program cannot do it.</summary>
    Unsupported = 3,

    /// <summary>Something the machine should provide is missing: a program, an engine, a library, space.</summary>
    Environment = 4,

    /// <summary>Something we called failed: a build step, a registry, a signature check.</summary>
    Dependency = 5,

    /// <summary>Reading or writing a file failed.</summary>
    Io = 6,

    /// <summary>An install step failed.</summary>
    Install = 7,

    /// <summary>Stopped by Ctrl-C or SIGTERM.</summary>
    Interrupted = 130,
}
