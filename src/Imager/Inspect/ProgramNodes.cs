using Imager.Core;
using Imager.Formats.Efi;
using Imager.Formats.Extents;
using Imager.Formats.Pe;

namespace Imager.Inspect;

/// <summary>Describes EFI programs, unified kernel images and kernels.</summary>
internal static class ProgramNodes
{
    private const int KernelMagicOffset = 0x202;
    private const int MaxShownTextBytes = 64 << 10;
    private const string ProfileSection = ".profile";
    private static readonly string[] TextSections = [".cmdline", ".osrel", ".uname", ".sbat", ProfileSection, ".pcrpkey", ".pcrsig"];

    /// <summary>Looks into a file of a file system if it starts as a program does.</summary>
    internal static InspectNode WithProgram(InspectNode file, InspectSession session)
    {
        // A program is small against its volume; many names for the same large content are not followed for ever.
        if (file.SizeBytes is not > KernelMagicOffset || !session.MayRead(file.SizeBytes.Value))
        {
            return file;
        }

        return InspectSession.Guard(
            file, outside => TryDescribe(outside.OpenContent()!, session) is { } program ? outside with { Children = [program] } : outside);
    }

    internal static InspectNode? TryDescribe(ByteSource file, InspectSession session)
    {
        var head = InspectSession.Head(file, 1024);
        var isProgram = head.AsSpan().StartsWith("MZ"u8);
        var isKernel = head.Length > KernelMagicOffset + 4
            && (head.AsSpan(KernelMagicOffset).StartsWith("HdrS"u8) || head.AsSpan(0x38).StartsWith("ARM\x64"u8));
        if (!isProgram && !isKernel)
        {
            return null;
        }

        session.Count();
        return isProgram && UkiImage.TryRead(file) is { } uki ? Uki(uki, session)
            : LinuxKernel.TryRead(file) is { } kernel ? Kernel(kernel, file.LengthBytes)
            : isProgram && PeImage.TryRead(file) is { } program ? Pe(program, session)
            : null;
    }

    private static InspectNode Kernel(LinuxKernel kernel, long sizeBytes) => new(InspectKind.Kernel)
    {
        SizeBytes = sizeBytes,
        Facts =
        [
            .. InspectFact.Texts(("version", kernel.Version), ("arch", kernel.Architecture.Name)),
            InspectFact.Of("format", kernel.Format switch
            {
                LinuxKernelFormat.BzImage => "bzImage",
                LinuxKernelFormat.Arm64Image => "arm64 Image",
                _ => "EFI zboot",
            }),
        ],
    };

    private static InspectNode Pe(PeImage program, InspectSession session) => new(InspectKind.Pe)
    {
        Facts = [.. Facts(program)],
        Children = [.. Sections(program, session)],
    };

    private static InspectNode Uki(UkiImage uki, InspectSession session) => new(InspectKind.Uki)
    {
        Facts =
        [
            .. Facts(uki.Pe),
            .. InspectFact.Texts(
                ("system", uki.OsReleaseText is { } text ? OsRelease.ValueOf(text, "PRETTY_NAME") : null),
                ("kernel version", uki.Uname ?? KernelVersion(uki.Pe)),
                ("command line", uki.CommandLine)),
        ],
        Children = [.. uki.Profiles.Select(Profile), .. Sections(uki.Pe, session)],
    };

    private static string? KernelVersion(PeImage program) => program.Find(".linux") is { } section
        ? LinuxKernel.TryRead(program.Open(section))?.Version
        : null;

    private static InspectNode Profile(UkiProfile profile) => new(InspectKind.Profile, profile.Id)
    {
        Facts = [.. InspectFact.Texts(("title", profile.Title), ("command line", profile.CommandLine))],
    };

    private static IEnumerable<InspectFact> Facts(PeImage program)
    {
        var arch = Architecture.All.FirstOrDefault(known => known.PeMachine == program.Machine);
        yield return InspectFact.Of("arch", arch?.Name ?? $"PE machine 0x{program.Machine:x4}");
        if (LoaderInfo.TryRead(program) is { } loader)
        {
            yield return InspectFact.Of("made from", $"{loader.Program} {loader.Version}");
        }

        yield return InspectFact.Is("signed", program.CertificateTable.SizeBytes > 0);
    }

    /// <summary>In table order. Those behind the first <c>.profile</c> belong to a profile and carry its id: <c>.cmdline@reset</c>.</summary>
    private static IEnumerable<InspectNode> Sections(PeImage program, InspectSession session)
    {
        session.Count(program.Sections.Count);
        string? profile = null;
        foreach (var section in program.Sections)
        {
            var text = TextSections.Contains(section.Name) && section.ContentBytes <= MaxShownTextBytes ? Text(program, section) : null;
            if (section.Name == ProfileSection)
            {
                profile = OsRelease.ValueOf(text ?? string.Empty, "ID") ?? string.Empty;
            }

            yield return new(InspectKind.Section, profile is null ? section.Name : $"{section.Name}@{profile}")
            {
                SizeBytes = section.ContentBytes,
                Facts =
                [
                    InspectFact.Of("address", $"0x{section.VirtualAddress:x}"),
                    .. section.Name == ".cmdline" ? [] : InspectFact.Texts(("text", text)),
                ],
                Content = () => program.Open(section),
            };
        }
    }

    private static string? Text(PeImage program, PeSection section) =>
        PlainText.TryRead(program.Open(section).ToArray().AsSpan().TrimEnd((byte)0));
}
