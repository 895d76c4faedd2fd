using System.Text;
using Imager.Profiles.Network.Reading;

namespace Imager.Profiles.Network;

/// <summary>Writes a network document as canonical YAML.</summary>
/// <remarks>
/// Sections and keys in the schema's order, four spaces before a section's entries, two for every level below, text plain
/// where YAML reads it back as the same text and in single quotes otherwise, LF, a line break at the end. Absent properties
/// are left out, empty lists are <c>[]</c>. Equal documents give equal bytes.
/// </remarks>
public static class NetworkDocumentWriter
{
    /// <summary>The document's text; <c>{}</c> when it has no section.</summary>
    public static string Write(NetworkDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var text = new StringBuilder();
        var root = new YamlEntryWriter(text, lead: string.Empty, indent: string.Empty, step: "    ");
        root.Maps("addresses", document.Addresses, NetworkDocumentSchema.Address);
        root.Maps("links", document.Links, NetworkDocumentSchema.Link);
        root.Maps("routes", document.Routes, NetworkDocumentSchema.Route);
        root.Maps("hostnames", document.Hostnames, NetworkDocumentSchema.Hostname);
        root.Maps("resolvers", document.Resolvers, NetworkDocumentSchema.Resolver);
        root.Maps("timeServers", document.TimeServers, NetworkDocumentSchema.TimeServer);
        root.Maps("operators", document.Operators, NetworkDocumentSchema.Operator);
        root.Addresses("externalIPs", document.ExternalIPs);
        root.Maps("probes", document.Probes, NetworkDocumentSchema.Probe);
        root.Map("metadata", document.Metadata, NetworkDocumentSchema.Metadata);
        return text.Length > 0 ? text.ToString() : "{}\n";
    }
}
