namespace Imager.Trust;

/// <summary>What a run tells cosign besides the policy.</summary>
/// <remarks><c>PolicyFolder</c>: where relative paths of the policy begin. <c>Variable</c>: looks up an environment variable.</remarks>
internal sealed record CosignSettings(
    Func<string, string?> Variable, string DockerConfigPath, IReadOnlyList<string> AuthorityFiles, string PolicyFolder)
{
    /// <summary>A path of the policy as the program can open it.</summary>
    internal string PathOf(string path) => Path.GetFullPath(path, Path.GetFullPath(PolicyFolder));

    /// <summary>A key may be a file or a URI (<c>awskms://...</c>) that goes through as it is.</summary>
    internal string KeyOf(string key) => key.Contains("://", StringComparison.Ordinal) ? key : PathOf(key);
}
