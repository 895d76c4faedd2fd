using Imager.Artifacts;

namespace Imager.Cli.Build;

/// <summary>Finished artifacts as machines read them: an array, one object per file.</summary>
internal static class ReportJson
{
    internal static string Write(IReadOnlyList<ArtifactReport> reports) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (var report in reports)
        {
            json.WriteStartObject();
            json.WriteString("path", report.Path);
            json.WriteString("kind", report.Kind);
            json.WriteString("arch", report.Arch);
            json.WriteNumber("sizeBytes", report.SizeBytes);
            json.WriteNumber("imageBytes", report.ImageBytes);
            json.WriteNumber("payloadBytes", report.PayloadBytes);
            if (report.Sha256 is not null)
            {
                json.WriteString("sha256", report.Sha256);
            }

            if (report.ImageDigest is not null)
            {
                json.WriteString("imageDigest", report.ImageDigest);
            }

            if (report.PushedTo is not null)
            {
                json.WriteString("pushedTo", report.PushedTo);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
