namespace Imager.Build.Make;

/// <summary>Names that people know from the makefiles of the Talos project, with what to use here instead.</summary>
internal static class FamiliarNames
{
    private static readonly Dictionary<string, string> Targets = new(StringComparer.Ordinal)
    {
        ["secureboot-iso"] = "Here it is image-secureboot-iso.",
        ["secureboot-installer"] = "Here it is image-secureboot-installer.",
        ["uki-certs"] = "Nothing here makes Secure Boot keys: make them with openssl and name them in the profile or in IMAGER_ARGS, see docs/profiles.md.",
        ["talos"] = "The system in these images is the reference OS: targets kernel and initramfs make it, all makes everything.",
        ["talosctl-image"] = "There is no talosctl here; the imager command is made by cli, its container image by imager.",
        ["talosctl"] = "There is no talosctl here; the imager command is made by cli.",
        ["login"] = "Logins are docker's: docker login REGISTRY, with the REGISTRY of the images.",
        ["docker-login"] = "Logins are docker's: docker login REGISTRY, with the REGISTRY of the images.",
    };

    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal)
    {
        ["ARTIFACTS"] = "Everything is left in artifacts/ of this repository; copy what you need from there.",
    };

    /// <summary>A sentence with a blank before it, or nothing.</summary>
    public static string? OfTarget(string name) => Sentence(Targets, name);

    /// <inheritdoc cref="OfTarget"/>
    public static string? OfVariable(string name) => Sentence(Variables, name);

    private static string? Sentence(Dictionary<string, string> names, string name) =>
        names.TryGetValue(name, out var sentence) ? " " + sentence : null;
}
