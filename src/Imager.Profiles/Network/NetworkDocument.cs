using System.Net;

namespace Imager.Profiles.Network;

/// <summary>The network document of the metal platform: META key 0xa.</summary>
/// <remarks>
/// Every section is optional; null means the document does not have it, which the writer keeps apart from an empty list.
/// The entries have the form of the OS' <c>*Spec</c> resources. Properties are null where the document says nothing or an
/// empty text. Words are texts from <see cref="NetworkVocabulary"/>, checked by <see cref="NetworkDocumentValidator"/>.
/// </remarks>
public sealed record NetworkDocument
{
    /// <summary><c>addresses</c>.</summary>
    public IReadOnlyList<AddressSpec>? Addresses { get; init; }

    /// <summary><c>links</c>; their order does not matter.</summary>
    public IReadOnlyList<LinkSpec>? Links { get; init; }

    /// <summary><c>routes</c>.</summary>
    public IReadOnlyList<RouteSpec>? Routes { get; init; }

    /// <summary><c>hostnames</c>.</summary>
    public IReadOnlyList<HostnameSpec>? Hostnames { get; init; }

    /// <summary><c>resolvers</c>.</summary>
    public IReadOnlyList<ResolverSpec>? Resolvers { get; init; }

    /// <summary><c>timeServers</c>.</summary>
    public IReadOnlyList<TimeServerSpec>? TimeServers { get; init; }

    /// <summary><c>operators</c>.</summary>
    public IReadOnlyList<OperatorSpec>? Operators { get; init; }

    /// <summary><c>externalIPs</c>: addresses the machine is reached by without holding them.</summary>
    public IReadOnlyList<IPAddress>? ExternalIPs { get; init; }

    /// <summary><c>probes</c>.</summary>
    public IReadOnlyList<ProbeSpec>? Probes { get; init; }

    /// <summary><c>metadata</c>.</summary>
    public PlatformMetadata? Metadata { get; init; }

    /// <summary>Reads and validates a document in YAML or JSON; nothing is thrown, all problems are in the result.</summary>
    /// <param name="text">The whole document.</param>
    /// <param name="sourceName">What problems name: the file, or the argument.</param>
    public static NetworkDocumentResult Parse(string text, string sourceName) => NetworkDocumentReader.Read(text, sourceName);

    /// <summary>The document as canonical YAML, see <see cref="NetworkDocumentWriter"/>.</summary>
    public string ToYaml() => NetworkDocumentWriter.Write(this);
}
