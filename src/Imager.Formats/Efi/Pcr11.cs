using System.Security.Cryptography;
using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Pe;

namespace Imager.Formats.Efi;

/// <summary>Predicts the TPM's PCR 11 after sd-stub has measured a UKI, as <c>systemd-measure calculate</c> does.</summary>
/// <remarks>
/// systemd-stub(7). The register starts as zeroes and becomes H(register, H(x)) for every x: for each section that is
/// present, in a fixed order, its name with a NUL and then its content; after that the words of the boot phases.
/// <c>.pcrsig</c> is never measured. <c>.hwids</c> and <c>.dtbauto</c> are not supported.
/// </remarks>
public static class Pcr11
{
    private const int BufferBytes = 1 << 20;

    private static readonly string[] MeasuredOrder =
    [
        ".linux", ".osrel", ".cmdline", ".initrd", ".ucode", ".splash", ".dtb", ".uname", ".sbat", ".pcrpkey", ".profile",
    ];

    private static readonly string[] Unsupported = [".hwids", ".dtbauto"];

    /// <summary>The register's value for a profile of a UKI (0 = the main one) at the end of the given phases.</summary>
    /// <param name="uki">The finished UKI, with or without <c>.pcrsig</c> sections.</param>
    /// <param name="profile">Counts the <c>.profile</c> sections from 0; 0 also where there is none.</param>
    /// <param name="phases">For example <c>enter-initrd</c>, <c>leave-initrd</c>; empty for the state sd-stub leaves.</param>
    /// <param name="bank">SHA-256, SHA-384 or SHA-512.</param>
    /// <exception cref="InvalidInputException">The UKI has no such profile or is damaged.</exception>
    /// <exception cref="UnsupportedException">It has a section whose measurement is not known here.</exception>
    public static byte[] Predict(PeImage uki, int profile, IReadOnlyList<string> phases, HashAlgorithmName bank)
    {
        var sections = SectionsOf(uki, profile);
        using var hash = IncrementalHash.CreateHash(bank);
        var register = new byte[hash.HashLengthInBytes];
        foreach (var section in MeasuredOrder.Select(name => sections.GetValueOrDefault(name)).OfType<PeSection>())
        {
            Extend(hash, register, new MemorySource(Encoding.ASCII.GetBytes(section.Name + "\0")));
            Extend(hash, register, uki.Open(section));
        }

        foreach (var phase in phases)
        {
            Extend(hash, register, new MemorySource(Encoding.ASCII.GetBytes(phase)));
        }

        return register;
    }

    /// <summary>What sd-stub picks for a profile: the sections before the first <c>.profile</c>, replaced by its own ones.</summary>
    private static Dictionary<string, PeSection> SectionsOf(PeImage uki, int profile)
    {
        var starts = Enumerable.Range(0, uki.Sections.Count).Where(index => uki.Sections[index].Name == ".profile").ToList();
        if (profile < 0 || profile >= Math.Max(starts.Count, 1))
        {
            throw new InvalidInputException(
                "IMG2245", $"PCR 11: profile {profile} does not exist; the UKI has {starts.Count}, counted from 0.");
        }

        var found = new Dictionary<string, PeSection>(StringComparer.Ordinal);
        var shared = uki.Sections.Take(starts.Count == 0 ? uki.Sections.Count : starts[0]);
        var own = starts.Count == 0
            ? []
            : uki.Sections.Skip(starts[profile]).Take(starts.Append(uki.Sections.Count).ElementAt(profile + 1) - starts[profile]);
        foreach (var section in shared.Concat(own))
        {
            found[section.Name] = section;
        }

        return Unsupported.FirstOrDefault(found.ContainsKey) is { } unknown
            ? throw new UnsupportedException(
                "IMG3204", $"PCR 11: the UKI has a {unknown} section, whose measurement this program does not know.")
            : found;
    }

    private static void Extend(IncrementalHash hash, byte[] register, ByteSource data)
    {
        var buffer = new byte[Math.Min(BufferBytes, data.LengthBytes)];
        for (var position = 0L; position < data.LengthBytes; position += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, data.LengthBytes - position));
            data.ReadExactly(position, part);
            hash.AppendData(part);
        }

        var digest = hash.GetHashAndReset();
        hash.AppendData(register);
        hash.AppendData(digest);
        hash.GetHashAndReset(register);
    }
}
