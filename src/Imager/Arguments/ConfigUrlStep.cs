using Imager.Profiles;
using Imager.Profiles.MachineConfig;

namespace Imager.Arguments;

/// <summary>Resolves profiles with the configuration URL's kernel arguments among the extra ones.</summary>
internal sealed class ConfigUrlStep(ProfileResolver resolver, ConfigUrlOptions? given)
{
    private readonly List<string> warnings = [];

    /// <summary>What a person should know about the arguments, a readable secret for example.</summary>
    internal IReadOnlyList<string> Warnings => warnings;

    /// <summary>The resolved profile; which arguments are right depends on its platform, so it is resolved first without them.</summary>
    internal ResolvedProfile Resolve(ProfileDocument document, ResolveOptions options)
    {
        var resolved = resolver.ResolveOrThrow(document, options);
        if (given is null)
        {
            return resolved;
        }

        var made = ConfigUrlArguments.Create(given, resolved.Profile.Platform ?? string.Empty);
        var arguments = made.EnsureValid();
        warnings.AddRange(made.Warnings.Select(warning => warning.ToString()));
        var overrides = options.Overrides with { ExtraKernelArgs = [.. options.Overrides.ExtraKernelArgs, .. arguments] };
        return resolver.ResolveOrThrow(document, options with { Overrides = overrides });
    }
}
