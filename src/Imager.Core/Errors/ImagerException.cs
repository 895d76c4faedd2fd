namespace Imager.Core;

/// <summary>An error a person can act on. The message says where, what value, which limit and what to do next.</summary>
/// <remarks>
/// <c>Code</c> is <c>IMGnnnn</c>: the first digit equals the exit code, the rest tells errors apart.
/// Only the sealed children below exist; <c>Main</c> turns them into exit codes in one place.
/// </remarks>
public abstract class ImagerException(string code, ExitCode exitCode, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Stable identifier, <c>IMGnnnn</c>.</summary>
    public string Code { get; } = code;

    /// <summary>The process exit code this error leads to.</summary>
    public ExitCode ExitCode { get; } = exitCode;
}

/// <summary>The caller's input is wrong (exit code 2).</summary>
public sealed class InvalidInputException(string code, string message, Exception? inner = null)
    : ImagerException(code, ExitCode.InvalidInput, message, inner);

/// <summary>Valid input that this program cannot honour (exit code 3).</summary>
public sealed class UnsupportedException(string code, string message, Exception? inner = null)
    : ImagerException(code, ExitCode.Unsupported, message, inner);

/// <summary>The machine lacks something: an engine, a program, a native library (exit code 4).</summary>
public sealed class HostEnvironmentException(string code, string message, Exception? inner = null)
    : ImagerException(code, ExitCode.Environment, message, inner);

/// <summary>A build step, registry, signer or tool that we called failed (exit code 5).</summary>
public sealed class DependencyException(string code, string message, Exception? inner = null)
    : ImagerException(code, ExitCode.Dependency, message, inner);

/// <summary>Reading or writing failed (exit code 6).</summary>
public sealed class FileAccessException(string code, string message, Exception? inner = null)
    : ImagerException(code, ExitCode.Io, message, inner);
