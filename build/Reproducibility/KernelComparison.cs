using System.Formats.Tar;
using System.Security.Cryptography;
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
    private readonly record struct Part(string Digest, string Note);

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
                lines.Add(mine.Digest == theirs.Digest ? $"same      {mine.Digest} {name}{mine.Note}" : $"DIFFERENT {name}{mine.Note}");
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
            return new(DigestOfMembers(path), " (its members)");
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

    /// <summary>Names, kinds, executable bits, link targets and contents: an image may hold the same files in a tar of other shape.</summary>
    private static string DigestOfMembers(string path)
    {
        using var file = File.OpenRead(path);
        using var tar = new TarReader(file);
        var members = new SortedDictionary<string, string>(StringComparer.Ordinal);
        while (tar.GetNextEntry() is { } entry)
        {
            var content = entry.DataStream is { } data ? Convert.ToHexStringLower(SHA256.HashData(data)) : entry.LinkName;
            if (entry.EntryType is not TarEntryType.Directory)
            {
                members[entry.Name.TrimStart('.', '/')] = $"{entry.EntryType} {entry.Mode & UnixFileMode.UserExecute} {content}";
            }
        }

        return Hex(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', members.Select(member => $"{member.Key} {member.Value}"))));
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
