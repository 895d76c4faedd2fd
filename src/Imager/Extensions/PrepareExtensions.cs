using Imager.Core;
using Imager.Formats.Extents;
using Imager.Host;
using Imager.Plan;
using Imager.Profiles;
using Imager.Resolve;

namespace Imager.Extensions;

/// <summary>Fetches, judges and packs the extensions of plans: after this, a build needs no network and no rule.</summary>
public sealed class PrepareExtensions(
    SourceDateEpoch epoch, IBuildReporter reporter, ExtensionEnvironment environment)
{
    /// <summary>Whether a plan carries extensions, the embedded machine configuration included.</summary>
    public static bool IsNeeded(BuildPlan plan) =>
        plan.Profile.Kind is not (OutputKind.Kernel or OutputKind.Cmdline)
        && (plan.Profile.Input?.SystemExtensions is { Count: > 0 }
            || !string.IsNullOrEmpty(plan.Profile.Customization?.EmbeddedMachineConfiguration));

    /// <summary>Prepares every plan; plans with the same extensions, kernel and initramfs share the work.</summary>
    /// <exception cref="ImagerException">An extension cannot be had, cannot work, or is hostile; nothing was built.</exception>
    public async Task<PreparedExtensions> RunAsync(IReadOnlyList<ResolvedPlan> plans, CancellationToken cancellationToken)
    {
        var prepared = new PreparedExtensions();
        try
        {
            var done = new Dictionary<string, ExtendedInitramfs>(StringComparer.Ordinal);
            foreach (var resolved in plans.Where(item => IsNeeded(item.Plan)))
            {
                var key = KeyOf(resolved);
                if (!done.TryGetValue(key, out var initramfs))
                {
                    done.Add(key, initramfs = await PrepareAsync(resolved, prepared, cancellationToken));
                }

                prepared.Add(resolved.Plan, initramfs);
            }

            return prepared;
        }
        catch
        {
            prepared.Dispose();
            throw;
        }
    }

    private async Task<ExtendedInitramfs> PrepareAsync(
        ResolvedPlan resolved, PreparedExtensions prepared, CancellationToken cancellationToken)
    {
        var plan = resolved.Plan;
        var loader = prepared.Own(new ExtensionLoader(environment.ScratchFolder, epoch, environment.Images));
        var extensions = new List<ExtensionImage>();
        foreach (var asset in plan.Profile.Input?.SystemExtensions ?? [])
        {
            var source = ExtensionSource.From(asset);
            var extension = await loader.LoadAsync(source, plan.Architecture, cancellationToken);
            reporter.Progress($"extension {extension.Name} {extension.Manifest?.Manifest?.Version} from {source.Location}");
            extensions.Add(extension);
        }

        var assets = new BootAssets(resolved.Locator, plan.Architecture, plan.Profile.Input, prepared.Own(new OpenedFiles()));
        await Task.Run(() => Judge(plan, extensions, assets, cancellationToken), cancellationToken);
        if (plan.Profile.Customization?.EmbeddedMachineConfiguration is { Length: > 0 } config)
        {
            extensions.Add(EmbeddedConfig.Create(config));
        }

        var scratch = prepared.Own(new ScratchFolder(environment.ScratchFolder));
        var extender = prepared.Own(new InitramfsExtender(plan.Profile.Gates, epoch, environment.Threads, scratch.Path));
        return await Task.Run(() => extender.Extend(assets.Initramfs, extensions, cancellationToken), cancellationToken);
    }

    private void Judge(BuildPlan plan, List<ExtensionImage> extensions, BootAssets assets, CancellationToken cancellationToken)
    {
        var settings = environment.Settings;
        if (settings.Checks == ExtensionChecks.Off)
        {
            reporter.Warn("the extensions are not checked (--extension-checks=off): what is wrong with them shows at boot.");
            return;
        }

        var hasModules = extensions.Exists(extension => extension.RootFiles.Any(file => file.IsModule));
        if (hasModules && !settings.ChecksModules)
        {
            reporter.Warn("kernel modules of extensions are not checked (--no-module-check): the kernel decides at boot.");
        }

        var context = new ValidationContext(plan.Architecture, plan.Profile.TargetVersion)
        {
            IsWholeSet = true,
            ChecksModules = settings.ChecksModules,
            Kernel = hasModules && settings.ChecksModules ? KernelOf(plan, assets.Kernel, cancellationToken) : null,
        };
        var findings = ExtensionValidator.Check(extensions, context, cancellationToken);
        if (settings.Checks == ExtensionChecks.Enforce)
        {
            ExtensionValidator.EnsureValid(findings);
        }

        foreach (var finding in findings)
        {
            reporter.Warn((finding with { IsError = true }).ToString());
        }
    }

    private KernelIdentity KernelOf(BuildPlan plan, ByteSource kernel, CancellationToken cancellationToken)
    {
        var identity = KernelIdentity.Read(kernel, cancellationToken)
            .WithCommandLine(plan.CommandLine)
            .WithCertificates(environment.Settings.ModuleCertificateFiles.Select(ModuleCertificate.ReadFile));
        if (!identity.IsScanned && identity.Certificates.Count == 0)
        {
            reporter.Warn("the kernel image cannot be searched for certificates, so module signatures are not checked; name one with --module-certificate.");
        }

        return identity;
    }

    /// <summary>Everything that decides about the bytes of the initramfs.</summary>
    private static string KeyOf(ResolvedPlan resolved)
    {
        var plan = resolved.Plan;
        var input = plan.Profile.Input;
        var enforcement = plan.CommandLine.Split(' ').Where(word => word.StartsWith("module.sig_enforce", StringComparison.Ordinal));
        return string.Join(
            '\0',
            (input?.SystemExtensions ?? []).Select(asset => $"{asset}")
                .Concat([plan.Architecture.Name, plan.Version, resolved.Base?.PinnedName, input?.Kernel?.Path, input?.Initramfs?.Path,
                    plan.Profile.Customization?.EmbeddedMachineConfiguration])
                .Concat(enforcement));
    }
}
