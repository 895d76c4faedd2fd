using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Pe;

namespace Imager.Formats.Efi;

/// <summary>Assembles unified kernel images: sd-stub, kernel, initramfs and texts in one EFI program.</summary>
public static class Uki
{
    private const int FirstStubWithProfiles = 257;

    /// <summary>Describes the UKI; kernel and initramfs stay where they are.</summary>
    /// <exception cref="InvalidInputException">The stub is no sound EFI program, the kernel is for another machine, or a
    /// text or profile is invalid; all problems are listed.</exception>
    /// <exception cref="UnsupportedException">The stub cannot take so many sections.</exception>
    public static ExtentMap Create(UkiOptions options)
    {
        Check(options);
        return PeAssembler.AddSections(options.Stub, Sections(options), options.Epoch);
    }

    /// <summary>Whether a stub tells profiles apart; older ones boot the last command line they find.</summary>
    public static bool KnowsProfiles(PeImage stub) =>
        LoaderInfo.TryRead(stub) is { MajorVersion: >= FirstStubWithProfiles };

    /// <summary>The sections that are added to the stub, in the order of the Talos imager since 1.10.</summary>
    public static IReadOnlyList<PeSectionContent> Sections(UkiOptions options)
    {
        var sections = new List<PeSectionContent>();
        AddText(sections, ".osrel", options.OsReleaseText);
        AddText(sections, ".cmdline", options.CommandLine);
        AddText(sections, ".uname", options.Uname);
        AddBytes(sections, ".splash", options.Splash);
        AddBytes(sections, ".dtb", options.DeviceTree);
        AddText(sections, ".pcrpkey", options.PcrPublicKey);
        AddBytes(sections, ".ucode", options.Microcode);
        AddBytes(sections, ".linux", options.Linux);
        AddBytes(sections, ".initrd", options.Initrd);
        AddText(sections, ".profile", options.HasMainProfile ? new UkiProfile(UkiProfile.MainId, null, null).ToText() : null);
        AddText(sections, ".pcrsig", SignatureOf(options, 0));
        for (var index = 0; index < options.ExtraProfiles.Count; index++)
        {
            AddText(sections, ".profile", options.ExtraProfiles[index].ToText());
            AddText(sections, ".cmdline", options.ExtraProfiles[index].CommandLine);
            AddText(sections, ".pcrsig", SignatureOf(options, index + 1));
        }

        return sections;
    }

    private static string? SignatureOf(UkiOptions options, int profile) =>
        profile < options.PcrSignatures.Count ? options.PcrSignatures[profile] : null;

    private static void AddText(List<PeSectionContent> sections, string name, string? text) =>
        AddBytes(sections, name, string.IsNullOrEmpty(text) ? null : MemorySource.FromText(text));

    private static void AddBytes(List<PeSectionContent> sections, string name, ByteSource? content)
    {
        if (content is not null)
        {
            sections.Add(new(name, content));
        }
    }

    private static void Check(UkiOptions options)
    {
        var problems = new List<string>();
        problems.AddRange(StubProblems(options));
        problems.AddRange(options.ExtraProfiles.Count > 0 && !options.HasMainProfile
            ? ["Extra profiles need the main profile; without it the first extra one would replace it."]
            : []);
        problems.AddRange(options.ExtraProfiles
            .GroupBy(profile => profile.Id)
            .Where(group => group.Count() > 1 || group.Key is "" or UkiProfile.MainId)
            .Select(group => $"Profile id \"{group.Key}\" is empty, used twice or reserved."));
        problems.AddRange(options.PcrSignatures.Count > 0 && options.PcrSignatures.Count != options.ExtraProfiles.Count + 1
            ? [$"{options.PcrSignatures.Count} PCR signatures do not match {options.ExtraProfiles.Count + 1} profiles."]
            : []);
        problems.AddRange(options.ExtraProfiles.SelectMany(profile => new[] { profile.Id, profile.Title, profile.CommandLine })
            .Append(options.CommandLine)
            .Append(options.Uname)
            .Where(text => text is not null && text.Any(char.IsControl))
            .Select(text => $"\"{text}\" contains a control character."));
        if (problems.Count > 0)
        {
            throw new InvalidInputException("IMG2243", $"UKI: {string.Join(" ", problems)}");
        }
    }

    private static IEnumerable<string> StubProblems(UkiOptions options)
    {
        var stub = PeImage.TryRead(options.Stub);
        if (stub is { Subsystem: not PeImage.EfiApplication })
        {
            yield return $"The stub has PE subsystem {stub.Subsystem}, not {PeImage.EfiApplication} (EFI application).";
        }

        if (stub?.Find(".linux") is not null)
        {
            yield return "The stub has a .linux section: it is a finished UKI.";
        }

        if (stub is not null && options.ExtraProfiles.Count > 0
            && !KnowsProfiles(stub))
        {
            yield return $"Profiles need systemd-stub {FirstStubWithProfiles} or later, the stub says "
                + $"\"{LoaderInfo.TryRead(stub)?.Version ?? "nothing"}\": it would boot with the last profile's command line.";
        }

        if (stub is not null && LinuxKernel.TryIdentify(options.Linux) is { } kernel
            && kernel.Architecture.PeMachine != stub.Machine)
        {
            yield return $"The kernel is for {kernel.Architecture}, the stub for PE machine 0x{stub.Machine:X4}.";
        }
    }
}
