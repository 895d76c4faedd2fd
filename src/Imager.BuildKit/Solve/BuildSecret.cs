using Imager.Core;

namespace Imager.BuildKit;

/// <summary>Something for <c>RUN --mount=type=secret</c>: never in a layer, a log or a message.</summary>
/// <remarks>
/// BuildKit does not make a secret part of the cache key: a changed secret alone does not rerun a step.
/// </remarks>
public sealed class BuildSecret
{
    /// <summary>BuildKit's own limit.</summary>
    public const int MaxBytes = 500 * 1024;

    private readonly string? _path;
    private readonly ReadOnlyMemory<byte> _content;

    private BuildSecret(string id, string? path, ReadOnlyMemory<byte> content)
    {
        Id = id;
        _path = path;
        _content = content;
    }

    /// <summary>The id that the Dockerfile names.</summary>
    public string Id { get; }

    /// <summary>A secret whose content is read when the build asks for it.</summary>
    public static BuildSecret FromFile(string id, string path) => new(id, path, default);

    /// <summary>A secret held in memory.</summary>
    public static BuildSecret FromBytes(string id, ReadOnlyMemory<byte> content) => new(id, null, content);

    /// <inheritdoc/>
    public override string ToString() => $"secret {Id}";

    /// <summary>What is wrong with it, or null.</summary>
    internal string? Problem()
    {
        if (Id.Length == 0)
        {
            return "a secret has an empty id";
        }

        var size = _path is null ? _content.Length : new FileInfo(_path) is { Exists: true } file ? file.Length : -1;
        return size switch
        {
            < 0 => $"secret {Id}: the file {_path} does not exist",
            > MaxBytes => $"secret {Id}: {size} bytes exceed BuildKit's limit of {MaxBytes} bytes",
            _ => null,
        };
    }

    internal async Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_path is null)
        {
            return _content;
        }

        try
        {
            return await File.ReadAllBytesAsync(_path, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6104", $"secret {Id}: cannot read {_path}: {error.Message}", error);
        }
    }
}
