using Imager.Oci.Model;

namespace Imager.Cli.Extensions;

/// <summary>What pack made, for machines.</summary>
internal static class PackText
{
    internal static string ToJson(string? target, string digest, ImageReference? pushed) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("digest", digest);
        if (target is not null)
        {
            json.WriteString("path", target);
        }

        if (pushed is not null)
        {
            json.WriteString("pushed", pushed.ToString());
        }

        json.WriteEndObject();
    });
}
