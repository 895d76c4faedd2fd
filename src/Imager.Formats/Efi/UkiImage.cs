using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Pe;

namespace Imager.Formats.Efi;

/// <summary>What a unified kernel image says, as read from a file that somebody made.</summary>
/// <remarks>
/// Texts are null when the section is missing. <c>Profiles</c> holds what each <c>.profile</c> section starts, the main one
/// first; a profile's <c>CommandLine</c> is null where it uses the main one. <c>Pe</c> opens kernel and initramfs.
/// </remarks>
public sealed record UkiImage(
    PeImage Pe, string? OsReleaseText, string? CommandLine, string? Uname, string? Sbat, IReadOnlyList<UkiProfile> Profiles)
{
    private const int MaxTextBytes = 1 << 20;

    /// <summary>Reads a UKI; null when the file is no EFI program with a <c>.linux</c> section.</summary>
    /// <exception cref="InvalidInputException">The program is damaged, or a text section exceeds 1 MiB.</exception>
    /// <exception cref="UnsupportedException">It is a 32-bit program.</exception>
    public static UkiImage? TryRead(ByteSource file)
    {
        if (PeImage.TryRead(file) is not { } pe || pe.Find(".linux") is null)
        {
            return null;
        }

        // Before the first .profile lie the sections of every profile; behind it, what belongs to one.
        var shared = pe.Sections.TakeWhile(section => section.Name != ".profile").ToList();
        string? Shared(string name) => shared.Find(section => section.Name == name) is { } section ? Text(pe, section) : null;
        return new(pe, Shared(".osrel"), Shared(".cmdline"), Shared(".uname"), Shared(".sbat"), ReadProfiles(pe));
    }

    private static List<UkiProfile> ReadProfiles(PeImage pe)
    {
        var profiles = new List<UkiProfile>();
        foreach (var section in pe.Sections.SkipWhile(section => section.Name != ".profile"))
        {
            if (section.Name == ".profile")
            {
                var text = Text(pe, section);
                profiles.Add(new(OsRelease.ValueOf(text, "ID") ?? string.Empty, OsRelease.ValueOf(text, "TITLE"), null));
            }
            else if (section.Name == ".cmdline")
            {
                profiles[^1] = profiles[^1] with { CommandLine = Text(pe, section) };
            }
        }

        return profiles;
    }

    private static string Text(PeImage pe, PeSection section) => section.ContentBytes <= MaxTextBytes
        ? Encoding.UTF8.GetString(pe.Open(section).ToArray()).TrimEnd('\0')
        : throw new InvalidInputException(
            "IMG2244", $"UKI: text section {section.Name} has {section.ContentBytes} bytes; the reader takes {MaxTextBytes}.");
}
