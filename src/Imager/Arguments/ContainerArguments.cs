using System.CommandLine;
using Imager.Containers;
using Imager.Core;
using Imager.Oci.Model;
using Imager.Plan;

namespace Imager.Arguments;

/// <summary>Reads the flags about where container images go.</summary>
internal static class ContainerArguments
{
    /// <exception cref="InvalidInputException">Nothing of the run is a container image, or a reference is malformed.</exception>
    internal static ContainerOutput Read(ParseResult parsed, ImageOptionSet options, IReadOnlyList<BuildPlan> plans)
    {
        var (push, layout) = (parsed.GetValue(options.Push), parsed.GetValue(options.OciLayout));
        if ((push ?? layout) is not null && !plans.Any(plan => plan.Output is OutputSpec.Installer))
        {
            var flag = push is null ? options.OciLayout.Name : options.Push.Name;
            throw new InvalidInputException(
                "IMG2663",
                $"{flag} is for container images, and {string.Join(", ", plans.Select(plan => plan.FileName))} is none. "
                + "Use the profile installer, or leave it out.");
        }

        return new ContainerOutput(push is null ? null : ReadTarget(push, options.Push.Name), layout);
    }

    private static ImageReference ReadTarget(string text, string flag)
    {
        var reference = ImageReference.Parse(text);
        return reference.Digest is null
            ? reference
            : throw new InvalidInputException(
                "IMG2664", $"{flag} {text}: a digest comes out of a push and cannot be asked for. Name a tag.");
    }
}
