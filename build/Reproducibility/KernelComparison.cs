using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Cake.Core.Diagnostics;
using Imager.Build.Kernels;
using Imager.Core;
using Imager.Formats.KernelModules;

namespace Imager.Build.Reproducibility;

/// <summary>Two kernels with all that belongs to them, file by file: exactly when one key signed both, else without what the key decides.</summary>
/// <remarks>
/// With two keys signatures are cut off the modules, and certificate and build id are blanked in the unpacked vmlinuz; detached
/// signatures and the certificate itself are then not compared. <c>Lines</c> says so first, then one line for each file.
/// </remarks>
public sealed record KernelComparison(int Files, int Differences, int KeyOnly, IReadOnlyList<string> Lines)
{
    private const int MostMembers = 5;

    /// <summary>What counts in a file, and for a tar its members with what counts in each.</summary>
    private sealed record Part(string Digest, string Note, IReadOnlyDictionary<string, string>? Members = null);

    /// <summary>Compares two kernel folders and prints every line.</summary>
    public static KernelComparison Report(
        BuildContext context, Architecture architecture, KernelFolder first, KernelFolder second, CancellationToken cancellationToken)
    {
        var comparison = Compare(first, second, cancellationToken);
        foreach (var line in comparison.Lines)
        {
            context.Log.Information(line);
        }

        context.Log.Information($"kernel {architecture}: {comparison.Summary}");
        return comparison;
    }

    /// <summary>Compares two kernel folders.</summary>
    /// <exception cref="InvalidInputException">One of them is no kernel folder, or a module or the kernel in it is damaged.</exception>
    public static KernelComparison Compare(KernelFolder first, KernelFolder second, CancellationToken cancellationToken)
    {
        var (one, other) = (CertificateOf(first), CertificateOf(second));
        var oneKey = one.AsSpan().SequenceEqual(other);
        var lines = new List<string>
        {
            oneKey
                ? "one key: everything is compared bit for bit"
                : "two keys: signatures are cut off the modules; certificate and build id, which depends on it, are left out of vmlinuz",
        };
        var (left, right) = (Names(first), Names(second));
        var (differences, keyOnly) = (0, 0);
        var names = left.Union(right).Order(StringComparer.Ordinal).ToList();
        foreach (var name in names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var onlyIn = !right.Contains(name) ? "first" : !left.Contains(name) ? "second" : null;
            if (onlyIn is not null)
            {
                differences++;
                lines.Add($"DIFFERENT {name}: only in the {onlyIn} kernel");
            }
            else if (!oneKey && IsKeyOnly(name))
            {
                keyOnly++;
            }
            else
            {
                var (mine, theirs) = (Digest(first, name, oneKey ? null : one), Digest(second, name, oneKey ? null : other));
                differences += mine.Digest == theirs.Digest ? 0 : 1;
                lines.Add(mine.Digest == theirs.Digest
                    ? $"same      {mine.Digest} {name}{mine.Note}"
                    : $"DIFFERENT {name}{mine.Note}{Places(mine, theirs)}");
            }
        }

        return new(names.Count, differences, keyOnly, lines);
    }

    /// <summary>What the caller reads last: <c>41 files equal, 0 different, 20 not compared ...</c>.</summary>
    public string Summary =>
        $"{Files - Differences - KeyOnly} files equal, {Differences} different"
        + (KeyOnly > 0 ? $", {KeyOnly} not compared because the key alone decides them" : string.Empty);

    private static byte[] CertificateOf(KernelFolder kernel) => !File.Exists(kernel.Vmlinuz)
        ? throw new InvalidInputException("IMG2670", $"{kernel.Path}: no kernel folder, boot/vmlinuz is missing. ./build.sh kernel-image makes one.")
        : File.Exists(kernel.Certificate) ? File.ReadAllBytes(kernel.Certificate) : [];

    /// <summary>Without the log of make, which tells times.</summary>
    private static HashSet<string> Names(KernelFolder kernel) =>
    [
        .. Directory.EnumerateFiles(kernel.Path, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(kernel.Path, file))
            .Where(name => !name.EndsWith(".log", StringComparison.Ordinal)),
    ];

    private static bool IsKeyOnly(string name) =>
        name.EndsWith(".p7s", StringComparison.Ordinal) || name.StartsWith("certs/", StringComparison.Ordinal);

    /// <summary>The digest of what counts in a file; <paramref name="certificate"/> is given when the keys are two.</summary>
    private static Part Digest(KernelFolder kernel, string name, byte[]? certificate)
    {
        var path = Path.Combine(kernel.Path, name);
        if (path == kernel.DevelTar)
        {
            var members = MembersOf(path);
            var list = string.Join('\n', members.Select(member => $"{member.Key} {member.Value}"));
            return new(Hex(Encoding.UTF8.GetBytes(list)), " (its members)", members);
        }

        if (certificate is not null && name.EndsWith(".ko", StringComparison.Ordinal))
        {
            return new(Hex(ModuleSignature.Strip(File.ReadAllBytes(path)).Span), " (without signature)");
        }

        if (certificate is not null && path == kernel.Vmlinuz && UnpackedKernel.Read(path) is { } unpacked)
        {
            return new(Hex(unpacked.WithoutKey(certificate)), " (unpacked, without certificate and build id)");
        }

        using var file = File.OpenRead(path);
        return new(Convert.ToHexStringLower(SHA256.HashData(file)), string.Empty);
    }

    /// <summary>Kinds, executable bits, link targets and contents by name: an image may hold the same files in a tar of other shape.</summary>
    private static SortedDictionary<string, string> MembersOf(string path)
    {
        using var file = File.OpenRead(path);
        using var tar = new TarReader(file);
        var members = new SortedDictionary<string, string>(StringComparer.Ordinal);
        while (tar.GetNextEntry() is { } entry)
        {
            var content = entry.DataStream is { } data ? Convert.ToHexStringLower(SHA256.HashData(data)) : entry.LinkName;
            if (entry.EntryType is not TarEntryType.Directory)
            {
                members[entry.Name] = $"{entry.EntryType} {entry.Mode & UnixFileMode.UserExecute} {content}";
            }
        }

        return members;
    }

    private static string Places(Part mine, Part theirs)
    {
        if (mine.Members is not { } left || theirs.Members is not { } right)
        {
            return string.Empty;
        }

        var places = left.Keys.Union(right.Keys).Where(name => left.GetValueOrDefault(name) != right.GetValueOrDefault(name)).ToList();
        return $": {string.Join(", ", places.Take(MostMembers))}{(places.Count > MostMembers ? $" and {places.Count - MostMembers} more" : string.Empty)}";
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
