namespace Imager.Oci.Layers;

/// <summary>Names by which a layer takes away what is below it.</summary>
/// <remarks>OCI image spec 1.1, layer.md, "Whiteouts".</remarks>
internal static class Whiteouts
{
    internal const string Prefix = ".wh.";

    internal const string Opaque = ".wh..wh..opq";

    /// <summary>Housekeeping of aufs (<c>.wh..wh.plnk</c> ...); means nothing to images.</summary>
    internal const string AufsPrefix = ".wh..wh.";
}
