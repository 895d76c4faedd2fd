using Imager.Build.Make;

namespace Imager.Build.Images;

/// <summary>What may follow <c>image-</c>: the profiles in <c>profiles/</c>.</summary>
public sealed class ProfileNames : IStemSource
{
    public IReadOnlyList<string> Stems
    {
        get
        {
            var folder = BuildPaths.Find(Environment.GetEnvironmentVariable).Profiles;
            return Directory.Exists(folder)
                ? [.. Directory.EnumerateFiles(folder, "*.yaml").Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)]
                : [];
        }
    }
}
