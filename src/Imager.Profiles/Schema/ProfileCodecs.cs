using Imager.Core;
using Imager.Profiles.Meta;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Schema;

/// <summary>The profile document as data: every key, once, in dump order.</summary>
internal static class ProfileCodecs
{
    private static readonly TextCodec Text = new();
    private static readonly BooleanCodec Flag = new(hasThreeStates: false);
    private static readonly EnumCodec<SdBootEnrollKeys> EnrollKeys = new();
    private static readonly EnumCodec<Bootloader> BootloaderName = new();

    private static readonly ObjectCodec<FileAsset> File = new("fileAsset", isPointer: false,
    [
        Field<FileAsset>.Always("path", Text, "Path of the file.", o => o.Path, (o, v) => o with { Path = (string?)v }),
    ]);

    private static readonly ObjectCodec<ContainerAsset> Container = new("containerAsset", isPointer: false,
    [
        Field<ContainerAsset>.Always("imageRef", Text, "Registry reference, with tag or digest.",
            o => o.ImageRef, (o, v) => o with { ImageRef = (string?)v }),
        Field<ContainerAsset>.Optional("forceInsecure", Flag, "Allow plain http and unverified TLS.",
            o => o.ForceInsecure, (o, v) => o with { ForceInsecure = (bool?)v }),
        Field<ContainerAsset>.Optional("tarballPath", Text,
            "A tar of the image's root file system; not docker save output.",
            o => o.TarballPath, (o, v) => o with { TarballPath = (string?)v }),
        Field<ContainerAsset>.Optional("ociPath", Text, "An OCI layout directory.",
            o => o.OciPath, (o, v) => o with { OciPath = (string?)v }),
    ]);

    private static readonly ObjectCodec<SecureBootSigner> BootSigner = new("secureBootSigner", isPointer: false,
    [
        Field<SecureBootSigner>.Optional("keyPath", Text, "RSA private key, PEM.",
            o => o.KeyPath, (o, v) => o with { KeyPath = (string?)v }),
        Field<SecureBootSigner>.Optional("certPath", Text, "X.509 certificate of the key, PEM.",
            o => o.CertPath, (o, v) => o with { CertPath = (string?)v }),
        Field<SecureBootSigner>.Optional("azureVaultURL", Text, "Azure Key Vault.",
            o => o.AzureVaultUrl, (o, v) => o with { AzureVaultUrl = (string?)v }),
        Field<SecureBootSigner>.Optional("azureCertificateID", Text, "Certificate in the Azure Key Vault.",
            o => o.AzureCertificateId, (o, v) => o with { AzureCertificateId = (string?)v }),
        Field<SecureBootSigner>.Optional("awsKMSKeyID", Text, "AWS KMS key.",
            o => o.AwsKmsKeyId, (o, v) => o with { AwsKmsKeyId = (string?)v }),
        Field<SecureBootSigner>.Optional("awsRegion", Text, "AWS region.",
            o => o.AwsRegion, (o, v) => o with { AwsRegion = (string?)v }),
        Field<SecureBootSigner>.Optional("awsCertPath", Text, "Certificate of the AWS key, PEM.",
            o => o.AwsCertPath, (o, v) => o with { AwsCertPath = (string?)v }),
        Field<SecureBootSigner>.Optional("awsCertARN", Text, "Certificate of the AWS key in ACM.",
            o => o.AwsCertArn, (o, v) => o with { AwsCertArn = (string?)v }),
        Field<SecureBootSigner>.Optional("signerAddress", Text, "gRPC signer, unix://…",
            o => o.SignerAddress, (o, v) => o with { SignerAddress = (string?)v }),
    ]);

    private static readonly ObjectCodec<PcrSigner> PolicySigner = new("pcrSigner", isPointer: false,
    [
        Field<PcrSigner>.Optional("keyPath", Text, "RSA private key, PEM.",
            o => o.KeyPath, (o, v) => o with { KeyPath = (string?)v }),
        Field<PcrSigner>.Optional("azureVaultURL", Text, "Azure Key Vault.",
            o => o.AzureVaultUrl, (o, v) => o with { AzureVaultUrl = (string?)v }),
        Field<PcrSigner>.Optional("azureKeyID", Text, "Key in the Azure Key Vault.",
            o => o.AzureKeyId, (o, v) => o with { AzureKeyId = (string?)v }),
        Field<PcrSigner>.Optional("azureKeyVersion", Text, "Version of the Azure key.",
            o => o.AzureKeyVersion, (o, v) => o with { AzureKeyVersion = (string?)v }),
        Field<PcrSigner>.Optional("awsKMSKeyID", Text, "AWS KMS key.",
            o => o.AwsKmsKeyId, (o, v) => o with { AwsKmsKeyId = (string?)v }),
        Field<PcrSigner>.Optional("awsRegion", Text, "AWS region.",
            o => o.AwsRegion, (o, v) => o with { AwsRegion = (string?)v }),
        Field<PcrSigner>.Optional("signerAddress", Text, "gRPC signer, unix://…",
            o => o.SignerAddress, (o, v) => o with { SignerAddress = (string?)v }),
    ]);

    private static readonly ObjectCodec<SecureBootAssets> SecureBoot = new("secureBootAssets", isPointer: true,
    [
        Field<SecureBootAssets>.Always("secureBootSigner", BootSigner, "Signs systemd-boot and the UKI.",
            o => o.SecureBootSigner, (o, v) => o with { SecureBootSigner = (SecureBootSigner?)v }),
        Field<SecureBootAssets>.Always("pcrSigner", PolicySigner, "Signs the PCR policy.",
            o => o.PcrSigner, (o, v) => o with { PcrSigner = (PcrSigner?)v }),
        Field<SecureBootAssets>.Optional("platformKeyPath", Text, "Signed PK update (PK.auth).",
            o => o.PlatformKeyPath, (o, v) => o with { PlatformKeyPath = (string?)v }),
        Field<SecureBootAssets>.Optional("keyExchangeKeyPath", Text, "Signed KEK update (KEK.auth).",
            o => o.KeyExchangeKeyPath, (o, v) => o with { KeyExchangeKeyPath = (string?)v }),
        Field<SecureBootAssets>.Optional("signatureKeyPath", Text, "Signed db update (db.auth).",
            o => o.SignatureKeyPath, (o, v) => o with { SignatureKeyPath = (string?)v }),
        Field<SecureBootAssets>.Optional("includeWellKnownCerts", Flag,
            "Add Microsoft's certificates to generated databases.",
            o => o.IncludeWellKnownCerts, (o, v) => o with { IncludeWellKnownCerts = (bool?)v }),
    ]);

    private static readonly ObjectCodec<ProfileInput> Input = new("input", isPointer: false,
    [
        Field<ProfileInput>.Always("kernel", File, "The kernel.",
            o => o.Kernel, (o, v) => o with { Kernel = (FileAsset?)v }),
        Field<ProfileInput>.Always("initramfs", File, "The stock initramfs.",
            o => o.Initramfs, (o, v) => o with { Initramfs = (FileAsset?)v }),
        Field<ProfileInput>.Optional("sdStub", File, "systemd-stub.",
            o => o.SdStub, (o, v) => o with { SdStub = (FileAsset?)v }),
        Field<ProfileInput>.Optional("sdBoot", File, "systemd-boot.",
            o => o.SdBoot, (o, v) => o with { SdBoot = (FileAsset?)v }),
        Field<ProfileInput>.Optional("dtb", File, "Device trees (targets below 1.7, arm64).",
            o => o.Dtb, (o, v) => o with { Dtb = (FileAsset?)v }),
        Field<ProfileInput>.Optional("uBoot", File, "U-Boot builds (targets below 1.7, arm64).",
            o => o.UBoot, (o, v) => o with { UBoot = (FileAsset?)v }),
        Field<ProfileInput>.Optional("rpiFirmware", File, "Raspberry Pi firmware (targets below 1.7, arm64).",
            o => o.RpiFirmware, (o, v) => o with { RpiFirmware = (FileAsset?)v }),
        Field<ProfileInput>.Optional("baseInstaller", Container, "The installer image to build on.",
            o => o.BaseInstaller, (o, v) => o with { BaseInstaller = (ContainerAsset?)v }),
        Field<ProfileInput>.Optional("imageCache", Container,
            "Container images the machine can start without a registry.",
            o => o.ImageCache, (o, v) => o with { ImageCache = (ContainerAsset?)v }),
        Field<ProfileInput>.Optional("overlayInstaller", Container, "The overlay image that goes into an installer.",
            o => o.OverlayInstaller, (o, v) => o with { OverlayInstaller = (ContainerAsset?)v }),
        Field<ProfileInput>.Optional("secureboot", SecureBoot, "Keys and signers.",
            o => o.SecureBoot, (o, v) => o with { SecureBoot = (SecureBootAssets?)v }),
        Field<ProfileInput>.Optional("systemExtensions", new ListCodec<ContainerAsset>(Container),
            "System extensions in mount order.",
            o => o.SystemExtensions, (o, v) => o with { SystemExtensions = (IReadOnlyList<ContainerAsset>?)v }),
    ]);

    private static readonly ObjectCodec<Customization> Customizing = new("customization", isPointer: false,
    [
        Field<Customization>.Optional("extraKernelArgs", new ListCodec<string>(Text), "Kernel arguments; -key removes.",
            o => o.ExtraKernelArgs, (o, v) => o with { ExtraKernelArgs = (IReadOnlyList<string>?)v }),
        Field<Customization>.Optional("metaContents", new ListCodec<MetaValue>(new MetaValueCodec()), "META values.",
            o => o.MetaContents, (o, v) => o with { MetaContents = (IReadOnlyList<MetaValue>?)v }),
        Field<Customization>.Optional("embeddedMachineConfiguration", Text,
            "Machine configuration baked into the image (from 1.12).",
            o => o.EmbeddedMachineConfiguration, (o, v) => o with { EmbeddedMachineConfiguration = (string?)v }),
    ]);

    private static readonly ObjectCodec<OverlayOptions> Overlay = new("overlay", isPointer: true,
    [
        Field<OverlayOptions>.Always("name", Text, "The installer inside the overlay image.",
            o => o.Name, (o, v) => o with { Name = (string?)v }),
        Field<OverlayOptions>.Always("image", Container, "The overlay image.",
            o => o.Image, (o, v) => o with { Image = (ContainerAsset?)v }),
        Field<OverlayOptions>.Optional("options", new OptionsCodec(), "Options handed to the overlay's installer.",
            o => o.Options, (o, v) => o with { Options = (YamlMapping?)v }),
    ]);

    private static readonly ObjectCodec<ImageOptions> Image = new("imageOptions", isPointer: true,
    [
        Field<ImageOptions>.Always("diskSize", new IntegerCodec(0, long.MaxValue, v => v, isByteSize: true),
            "Disk size in bytes; honoured exactly.",
            o => o.DiskSizeBytes, (o, v) => o with { DiskSizeBytes = (long?)v }),
        Field<ImageOptions>.Optional("diskFormat", new EnumCodec<DiskFormat>(), "Container format of the disk.",
            o => o.DiskFormat, (o, v) => o with { DiskFormat = (DiskFormat?)v }),
        Field<ImageOptions>.Optional("diskFormatOptions", Text, "Options of the format, comma-separated.",
            o => o.DiskFormatOptions, (o, v) => o with { DiskFormatOptions = (string?)v }),
        Field<ImageOptions>.Optional("diskSectorSize", new IntegerCodec(0, int.MaxValue, v => (int)v),
            "Bytes per logical sector, 512 or 4096.",
            o => o.DiskSectorSizeBytes, (o, v) => o with { DiskSectorSizeBytes = (int?)v }),
        Field<ImageOptions>.Optional("bootloader", BootloaderName, "What starts the kernel.",
            o => o.Bootloader, (o, v) => o with { Bootloader = (Bootloader?)v }),
        Field<ImageOptions>.Optional("sdBootEnrollKeys", EnrollKeys, "When Secure Boot keys are enrolled.",
            o => o.SdBootEnrollKeys, (o, v) => o with { SdBootEnrollKeys = (SdBootEnrollKeys?)v }),
    ])
    {
        AfterMerge = (lower, upper, merged) => merged with
        {
            IsDiskSizeExact = upper.DiskSizeBytes is > 0 ? upper.IsDiskSizeExact : lower.IsDiskSizeExact,
        },
    };

    private static readonly ObjectCodec<IsoOptions> Iso = new("isoOptions", isPointer: true,
    [
        Field<IsoOptions>.Always("sdBootEnrollKeys", EnrollKeys, "When Secure Boot keys are enrolled.",
            o => o.SdBootEnrollKeys, (o, v) => o with { SdBootEnrollKeys = (SdBootEnrollKeys?)v }),
        Field<IsoOptions>.Optional("bootloader", BootloaderName, "What starts the kernel (from 1.12).",
            o => o.Bootloader, (o, v) => o with { Bootloader = (Bootloader?)v }),
    ]);

    private static readonly ObjectCodec<ProfileOutput> Output = new("output", isPointer: false,
    [
        Field<ProfileOutput>.Always("kind", new EnumCodec<OutputKind>(), "What to make.",
            o => o.Kind, (o, v) => o with { Kind = (OutputKind?)v }),
        Field<ProfileOutput>.Optional("imageOptions", Image, "Disk options (kind image).",
            o => o.ImageOptions, (o, v) => o with { ImageOptions = (ImageOptions?)v }),
        Field<ProfileOutput>.Optional("isoOptions", Iso, "ISO options (kind iso).",
            o => o.IsoOptions, (o, v) => o with { IsoOptions = (IsoOptions?)v }),
        Field<ProfileOutput>.Always("outFormat", new EnumCodec<OutFormat>(), "How the result is packed.",
            o => o.OutFormat, (o, v) => o with { OutFormat = (OutFormat?)v }),
    ]);

    /// <summary>The whole document.</summary>
    internal static ObjectCodec<ImageProfile> Document { get; } = new("profile", isPointer: true,
    [
        Field<ImageProfile>.Optional("baseProfileName", Text, "The profile this one builds on.",
            o => o.BaseProfileName, (o, v) => o with { BaseProfileName = (string?)v }),
        Field<ImageProfile>.Always("arch", new ArchitectureCodec(), "Target architecture.",
            o => o.Arch, (o, v) => o with { Arch = (Architecture?)v }),
        Field<ImageProfile>.Always("platform", new TextCodec(Platforms.Names), "Where the image will run.",
            o => o.Platform, (o, v) => o with { Platform = (string?)v }),
        Field<ImageProfile>.Optional("board", new TextCodec(Boards.Names), "Single-board computer (targets below 1.7).",
            o => o.Board, (o, v) => o with { Board = (string?)v }),
        Field<ImageProfile>.Always("secureboot", new BooleanCodec(hasThreeStates: true), "Sign the boot chain.",
            o => o.SecureBoot, (o, v) => o with { SecureBoot = (bool?)v }),
        Field<ImageProfile>.Optional("name", Text, "OS name in UKIs; Talos when absent.",
            o => o.Name, (o, v) => o with { Name = (string?)v }),
        Field<ImageProfile>.Always("version", Text, "Target OS version, for example 1.15.0.",
            o => o.Version, (o, v) => o with { Version = (string?)v }),
        Field<ImageProfile>.Optional("customization", Customizing, "What is added to the stock image.",
            o => o.Customization, (o, v) => o with { Customization = (Customization?)v }),
        Field<ImageProfile>.Always("input", Input, "What the image is made from.",
            o => o.Input, (o, v) => o with { Input = (ProfileInput?)v }),
        Field<ImageProfile>.Optional("overlay", Overlay, "Boot files for boards and vendors.",
            o => o.Overlay, (o, v) => o with { Overlay = (OverlayOptions?)v }),
        Field<ImageProfile>.Always("output", Output, "What is made.",
            o => o.Output, (o, v) => o with { Output = (ProfileOutput?)v }),
    ]);
}
