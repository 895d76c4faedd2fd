using FsCheck;
using FsCheck.Fluent;
using Imager.Core;
using Imager.Profiles.Meta;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Tests.Reading;

/// <summary>What holds for every profile, whatever is in it; fixed seed, so that a failure repeats.</summary>
public sealed class ProfilePropertyTests
{
    private static readonly Config Fixed = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(42, 1);

    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.Elements("", "a", "metal", "1.10", "true", "yes", "null", "~", "0x1f", "a: b", "- a", " x", "x ", "#c", "a #c", "'q'", "\"d\"", "é", "\U0001F600"),
        Gen.Elements("line\nline", "line\n", "\n", "\n\n", " indented\nline\n", "tab\there", "trail \nx", "a\r\nb", "\u0085", "\u2028", "\ufeff", "\u0000", "\\", "%a", "@a"),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => WithoutLoneSurrogates(text.Get)));

    private static readonly Gen<string?> MaybeText = Gen.OneOf(Gen.Constant<string?>(null), AnyText.Select(text => (string?)text));

    private static readonly Gen<ContainerAsset> Container =
        from reference in MaybeText
        from insecure in Gen.Elements<bool?>(null, true, false)
        from path in MaybeText
        select new ContainerAsset { ImageRef = reference, ForceInsecure = insecure, OciPath = path };

    private static readonly Gen<YamlValue> Option = Gen.OneOf(
        AnyText.Select(text => (YamlValue)new YamlText(text)),
        Gen.Elements<YamlValue>(new YamlPlain("7"), new YamlPlain("true"), new YamlPlain("null"), YamlMapping.Empty, new YamlSequence([])),
        AnyText.ListOf().Select(items => (YamlValue)new YamlSequence([.. items.Select(item => new YamlText(item))])));

    private static readonly Gen<YamlMapping> Options = Gen.Zip(AnyText, Option).ListOf().Select(pairs => new YamlMapping(
        [.. pairs.DistinctBy(pair => pair.Item1).Select(pair => new YamlEntry(pair.Item1, pair.Item2))]));

    private static readonly Gen<Customization> Customizations =
        from args in Maybe(AnyText.ListOf().Select(list => (IReadOnlyList<string>)list))
        from meta in Maybe(Gen.Zip(ArbMap.Default.GeneratorFor<byte>(), AnyText).ListOf()
            .Select(list => (IReadOnlyList<MetaValue>)[.. list.Select(pair => new MetaValue(pair.Item1, pair.Item2))]))
        from config in MaybeText
        select new Customization { ExtraKernelArgs = args, MetaContents = meta, EmbeddedMachineConfiguration = config };

    private static readonly Gen<ProfileOutput> Outputs =
        from kind in MaybeEnum<OutputKind>()
        from format in MaybeEnum<OutFormat>()
        from size in Gen.Elements<long?>(null, 0, 1, 1306525696, long.MaxValue)
        from disk in MaybeEnum<DiskFormat>()
        from bootloader in MaybeEnum<Bootloader>()
        from mode in MaybeEnum<SdBootEnrollKeys>()
        from image in Maybe(Gen.Constant(new ImageOptions
        {
            DiskSizeBytes = size,
            IsDiskSizeExact = size > 0,
            DiskFormat = disk,
            Bootloader = bootloader,
            SdBootEnrollKeys = mode,
        }))
        from iso in Maybe(Gen.Constant(new IsoOptions { Bootloader = bootloader, SdBootEnrollKeys = mode }))
        select new ProfileOutput { Kind = kind, OutFormat = format, ImageOptions = image, IsoOptions = iso };

    private static readonly Gen<ProfileInput> Inputs =
        from kernel in MaybeText
        from installer in Maybe(Container)
        from extensions in Maybe(Container.ListOf().Select(list => (IReadOnlyList<ContainerAsset>)list))
        from key in MaybeText
        from secureBoot in Maybe(Gen.Constant(new SecureBootAssets { SecureBootSigner = new() { KeyPath = key }, PlatformKeyPath = key }))
        select new ProfileInput
        {
            Kernel = kernel is null ? null : new FileAsset { Path = kernel },
            BaseInstaller = installer,
            SystemExtensions = extensions,
            SecureBoot = secureBoot,
        };

    private static readonly Gen<ImageProfile> Profiles =
        from arch in Gen.Elements<Architecture?>(null, Architecture.Amd64, Architecture.Arm64)
        from platform in MaybeText
        from secureBoot in Gen.Elements<bool?>(null, true, false)
        from version in MaybeText
        from customization in Maybe(Customizations)
        from input in Maybe(Inputs)
        from overlay in Maybe(Gen.Zip(MaybeText, Maybe(Options))
            .Select(pair => new OverlayOptions { Name = pair.Item1, Options = pair.Item2 }))
        from output in Maybe(Outputs)
        select new ImageProfile
        {
            Arch = arch,
            Platform = platform,
            SecureBoot = secureBoot,
            Version = version,
            Customization = customization,
            Input = input,
            Overlay = overlay,
            Output = output,
        };

    [Fact]
    public void Dump_reads_back_to_the_same_dump() =>
        Prop.ForAll(Profiles.ToArbitrary(), profile =>
        {
            var dump = ProfileDump.ToYaml(profile);
            var document = ProfileReader.Read(dump, "dump");
            return !document.Problems.Any(problem => problem.Code.CompareTo("IMG2420", StringComparison.Ordinal) < 0)
                && dump == ProfileDump.ToYaml(document.Profile);
        }).Check(Fixed);

    [Fact]
    public void Dump_means_the_same_to_another_reader() =>
        Prop.ForAll(AnyText.ToArbitrary(), text =>
            Tests.Yaml.YamlEmitterTests.ReadBack(YamlEmitter.Print(new YamlMapping([new("k", new YamlText(text))]))) == text)
        .Check(Fixed);

    [Theory]
    [InlineData(MergeRules.Explicit)]
    [InlineData(MergeRules.Peer)]
    public void Merge_is_associative(MergeRules rules) =>
        Prop.ForAll(Profiles.ToArbitrary(), Profiles.ToArbitrary(), Profiles.ToArbitrary(), (a, b, c) =>
            ProfileDump.ToYaml(ProfileMerge.Merge(ProfileMerge.Merge(a, b, rules), c, rules))
            == ProfileDump.ToYaml(ProfileMerge.Merge(a, ProfileMerge.Merge(b, c, rules), rules)))
        .Check(Fixed);

    [Fact]
    public void Merge_with_nothing_changes_nothing() =>
        Prop.ForAll(Profiles.ToArbitrary(), profile =>
            ProfileDump.ToYaml(ProfileMerge.Merge(profile, new ImageProfile())) == ProfileDump.ToYaml(profile)
            && ProfileDump.ToYaml(ProfileMerge.Merge(new ImageProfile(), profile)) == ProfileDump.ToYaml(profile))
        .Check(Fixed);

    [Fact]
    public void Check_fails_when_a_property_is_wrong() =>
        Assert.ThrowsAny<Exception>(() =>
            Prop.ForAll(Profiles.ToArbitrary(), Profiles.ToArbitrary(), (a, b) =>
                ProfileDump.ToYaml(ProfileMerge.Merge(a, b)) == ProfileDump.ToYaml(ProfileMerge.Merge(b, a)))
            .Check(Fixed));

    private static Gen<T?> Maybe<T>(Gen<T> some)
        where T : class => Gen.OneOf(Gen.Constant<T?>(null), some.Select(value => (T?)value));

    private static Gen<TEnum?> MaybeEnum<TEnum>()
        where TEnum : struct, Enum =>
        Gen.Elements<TEnum?>([null, .. Enum.GetValues<TEnum>().Select(value => (TEnum?)value)]);

    private static string WithoutLoneSurrogates(string text) => string.Concat(text.EnumerateRunes());
}
