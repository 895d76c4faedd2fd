namespace Imager.Core;

/// <summary>A target machine architecture, spelled <c>amd64</c> or <c>arm64</c> everywhere.</summary>
public sealed record Architecture
{
    private Architecture(string name, string efiSuffix, ushort peMachine, string dotnetRid)
    {
        Name = name;
        EfiSuffix = efiSuffix;
        PeMachine = peMachine;
        DotnetRid = dotnetRid;
    }

    /// <summary>64-bit x86.</summary>
    public static Architecture Amd64 { get; } = new("amd64", "X64", 0x8664, "linux-x64");

    /// <summary>64-bit Arm.</summary>
    public static Architecture Arm64 { get; } = new("arm64", "AA64", 0xAA64, "linux-arm64");

    /// <summary>Both architectures, in the order they are listed to people.</summary>
    public static IReadOnlyList<Architecture> All { get; } = [Amd64, Arm64];

    /// <summary><c>amd64</c> or <c>arm64</c>.</summary>
    public string Name { get; }

    /// <summary>The suffix of the removable-media path: <c>X64</c> in <c>BOOTX64.EFI</c> (UEFI 2.10, section 3.5.1.1).</summary>
    public string EfiSuffix { get; }

    /// <summary>The COFF machine type of EFI programs (PE format, "Machine Types").</summary>
    public ushort PeMachine { get; }

    /// <summary>The .NET runtime identifier, the only place where it is converted.</summary>
    public string DotnetRid { get; }

    /// <summary>The architecture this process runs on.</summary>
    public static Architecture Host =>
        System.Runtime.InteropServices.RuntimeInformation.OSArchitecture
            == System.Runtime.InteropServices.Architecture.Arm64 ? Arm64 : Amd64;

    /// <summary>Parses a name.</summary>
    /// <exception cref="InvalidInputException">The text is neither <c>amd64</c> nor <c>arm64</c>.</exception>
    public static Architecture Parse(string text) =>
        TryParse(text, out var architecture)
            ? architecture
            : throw new InvalidInputException("IMG2001", $"invalid arch \"{text}\": use amd64 or arm64.");

    /// <summary>Parses a name without throwing.</summary>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Architecture? architecture)
    {
        architecture = All.FirstOrDefault(known => known.Name == text);
        return architecture is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
