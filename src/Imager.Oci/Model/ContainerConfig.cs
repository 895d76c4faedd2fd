using System.Text.Json;

namespace Imager.Oci.Model;

/// <summary>What a container of the image runs by default.</summary>
/// <remarks>
/// OCI image spec 1.1, config.md, "config". Fields that are not named here (Healthcheck, OnBuild, ExposedPorts, Volumes ...) are
/// kept verbatim in <see cref="Others"/>, so that a config copied from a base image loses nothing.
/// </remarks>
public sealed record ContainerConfig
{
    /// <summary>User, or null for root.</summary>
    public string? User { get; init; }

    /// <summary><c>NAME=value</c>, in order; null when absent.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>The program and its first arguments; null when absent.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>The arguments a user may replace; null when absent.</summary>
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>The folder in which the program starts.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>Free text by key.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Descriptor.EmptyMap;

    /// <summary>All other fields: name to JSON text.</summary>
    public IReadOnlyDictionary<string, string> Others { get; init; } = Descriptor.EmptyMap;

    internal static ContainerConfig Read(JsonNode node)
    {
        string[] known = ["User", "Env", "Entrypoint", "Cmd", "WorkingDir", "Labels"];
        var others = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in node.Members().Where(member => !known.Contains(member.Name)))
        {
            others.Add(name, value.Element.GetRawText());
        }

        return new ContainerConfig
        {
            User = node.Text("User"),
            Env = node.Texts("Env"),
            Entrypoint = node.Texts("Entrypoint"),
            Cmd = node.Texts("Cmd"),
            WorkingDir = node.Text("WorkingDir"),
            Labels = node.TextMap("Labels"),
            Others = others,
        };
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        OciJson.WriteOptional(writer, "User", User);
        OciJson.WriteList(writer, "Env", Env);
        OciJson.WriteList(writer, "Entrypoint", Entrypoint);
        OciJson.WriteList(writer, "Cmd", Cmd);
        OciJson.WriteOptional(writer, "WorkingDir", WorkingDir);
        OciJson.WriteMap(writer, "Labels", Labels);
        foreach (var (name, json) in Others)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json);
        }

        writer.WriteEndObject();
    }
}
