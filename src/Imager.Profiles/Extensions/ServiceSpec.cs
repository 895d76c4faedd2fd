namespace Imager.Profiles.Extensions;

/// <summary>An extension service: one <c>/usr/local/etc/containers/*.yaml</c> file.</summary>
/// <remarks>The OS runs it as a container whose root is <c>/usr/local/lib/containers/NAME</c>, under the id <c>ext-NAME</c>.</remarks>
public sealed record ServiceSpec
{
    /// <summary>The folder in which the OS looks for service files.</summary>
    public const string ConfigFolder = "usr/local/etc/containers";

    /// <summary>The folder below which container roots lie.</summary>
    public const string ContainersFolder = "usr/local/lib/containers";

    /// <summary>The name, <c>[-_a-z0-9]+</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The program, relative to the container root.</summary>
    public required string Entrypoint { get; init; }

    /// <summary>Arguments of the program.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Mounts in order.</summary>
    public IReadOnlyList<ServiceMount> Mounts { get; init; } = [];

    /// <summary>Whether the container may write into its root.</summary>
    public bool HasWritableRoot { get; init; }

    /// <summary>Ids of the services that must run first: <c>cri</c>, <c>ext-other</c> ...</summary>
    public IReadOnlyList<string> ServiceDependencies { get; init; } = [];

    /// <summary><c>always</c>, <c>never</c> or <c>untilSuccess</c>.</summary>
    public required string Restart { get; init; }

    /// <summary>The id under which the OS knows it.</summary>
    public string Id => "ext-" + Name;

    /// <summary>The container root, relative to the root of the OS.</summary>
    public string RootFolder => $"{ContainersFolder}/{Name}";

    /// <summary>Reads a service file strictly; everything wrong is reported.</summary>
    public static ServiceSpecResult Parse(string text, string source) => new ServiceReader(source).Read(text);
}
