using Imager.Build.Processes;
using Imager.Core;

namespace Imager.Build.Steps;

/// <summary>What to do about a folder that cannot be written.</summary>
public static class FolderOwner
{
    private const string RootId = "0";

    /// <summary>Advice for this machine and user.</summary>
    public static async Task<string> AdviceAsync(string folder, CancellationToken cancellationToken) =>
        Advice(folder, await OwnerOfAsync(folder, cancellationToken), Environment.IsPrivilegedProcess);

    /// <summary>Advice when a user number, if known, owns the folder.</summary>
    public static string Advice(string folder, string? owner, bool isPrivileged) => owner == RootId && !isPrivileged
        ? $"{folder} was made by root. Make it yours: sudo chown -R $USER {folder}"
        : $"Check that {folder} may be written and that its file system is not read-only.";

    /// <summary>Asks ls, since the runtime does not know owners.</summary>
    private static async Task<string?> OwnerOfAsync(string folder, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        try
        {
            var line = string.Empty;
            await ToolProcess.RunAsync(new("ls", ["-ldn", folder]), text => line = text, cancellationToken);
            return line.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(2);
        }
        catch (HostEnvironmentException)
        {
            // Without ls the general advice has to do.
            return null;
        }
    }
}
