namespace Imager.Formats.Efi;

/// <summary>A further way to boot the same UKI, a menu entry of its own in systemd-boot 257 and later.</summary>
/// <remarks>
/// UAPI.5, "Multi-Profile UKIs". <c>Id</c>: unique, not <c>main</c>. <c>Title</c>: what the menu shows.
/// <c>CommandLine</c>: replaces the main one; null keeps it.
/// </remarks>
public sealed record UkiProfile(string Id, string? Title, string? CommandLine)
{
    /// <summary>Id of the profile that the sections before the first <c>.profile</c> make.</summary>
    public const string MainId = "main";

    /// <summary>The content of the <c>.profile</c> section; no LF at the end.</summary>
    public string ToText() => Title is null ? $"ID={Id}" : $"ID={Id}\nTITLE={Title}";
}
