namespace Imager.Extensions;

/// <summary>Names of the rules, as findings and docs/extensions.md use them.</summary>
public static class ExtensionRules
{
    public const string Layout = "layout";
    public const string Manifest = "manifest";
    public const string Compatibility = "compatibility";
    public const string AllowedPath = "allowed-path";
    public const string FileType = "file-type";
    public const string WorldWritable = "world-writable";
    public const string ElfArchitecture = "elf-arch";
    public const string Duplicate = "duplicate";
    public const string ModuleRelease = "module-release";
    public const string ModuleSignature = "module-signature";
    public const string ServiceFile = "service-file";
    public const string ServiceEntrypoint = "service-entrypoint";
    public const string ServiceRoot = "service-root";
    public const string ServiceMount = "service-mount";
    public const string ServiceDependency = "service-dependency";
}
