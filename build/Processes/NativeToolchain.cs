namespace Imager.Build.Processes;

/// <summary>The linker and C library that a native program is linked with.</summary>
public static class NativeToolchain
{
    private const string StartFile = "crt1.o";

    /// <summary>What to install where it is missing.</summary>
    public const string Advice = "apt-get install gcc libc6-dev gives a native program at the next ./build.sh cli.";

    /// <summary>Whether the .NET SDK can link a native program here; known for Linux only.</summary>
    public static bool IsComplete { get; } =
        OperatingSystem.IsLinux() && (ToolProcess.Exists("gcc") || ToolProcess.Exists("clang")) && LibraryFolders().Any(HasStartFile);

    private static IEnumerable<string> LibraryFolders() =>
        Directory.Exists("/usr/lib") ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").Prepend("/usr/lib64").Prepend("/usr/lib") : [];

    private static bool HasStartFile(string folder) => File.Exists(Path.Combine(folder, StartFile));
}
