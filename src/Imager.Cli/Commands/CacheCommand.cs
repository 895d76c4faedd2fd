using System.CommandLine;
using Imager.Arguments;
using Imager.Cli.Build;
using Imager.Core;
using Imager.ImageCaches;
using Imager.Images;
using Imager.Oci.Model;

namespace Imager.Cli.Commands;

/// <summary><c>imager cache create</c>: container images that machines start without a registry.</summary>
internal sealed class CacheCommand
{
    private readonly Argument<string[]> images = new("ref") { Description = "Images to put into the cache.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> list = new("--list") { Description = "File with one reference a line; # begins a comment, - is standard input.", HelpName = "FILE" };

    private readonly Option<string> output = new("--output", "-o")
    {
        Description = "Where the cache goes: oci:FOLDER, or FILE.tar.",
        HelpName = "OUT",
        Required = true,
    };

    private readonly Option<string[]> arch = new("--arch")
    {
        Description = "amd64 or arm64; this machine's by default. Repeatable.",
        DefaultValueFactory = _ => [],
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly ContainerOptionSet containers = new();

    internal static Command Create(ConsoleHost host)
    {
        var own = new CacheCommand();
        var create = new Command("create", "Make an image cache for --image-cache from a list of container images, verified by the policy.")
        {
            own.images, own.list, own.output, own.arch,
        };
        own.containers.All.ToList().ForEach(create.Add);
        create.SetAction(async (parsed, cancellationToken) => (int)await own.RunAsync(parsed, host, cancellationToken));
        return new Command("cache", "Image caches: container images inside ISO and disk.") { create };
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, ConsoleHost host, CancellationToken cancellationToken)
    {
        var target = CacheOutput.Parse(parsed.GetRequiredValue(output));
        var inputs = new InputFiles(host.In.ReadToEnd);
        var listed = parsed.GetValue(list) is { } path ? ImageList.Read(inputs.ReadText(path, "list of images")) : [];
        var references = (parsed.GetValue(images) ?? []).Select(ImageReference.Parse).Concat(listed).Distinct().ToList();
        if (references.Count == 0)
        {
            throw new InvalidInputException("IMG2055", "cache create: name at least one image, or a file of them with --list.");
        }

        var names = parsed.GetValue(arch) ?? [];
        var architectures = names.Length == 0 ? [Architecture.Host] : names.Select(Architecture.Parse).Distinct().ToList();
        var reporter = new ConsoleReporter(host.Error, isQuiet: false, isVerbose: false);
        using var source = ContainerImages.Open(containers.Read(parsed), host.Variable, reporter);
        var epoch = SourceDateEpoch.Parse(host.Variable("SOURCE_DATE_EPOCH"));
        var cache = await new CreateImageCache(source, epoch, reporter).RunAsync(references, architectures, cancellationToken);
        await target.WriteAsync(cache, epoch, cancellationToken);
        host.Out.WriteLine($"{target} {cache.Root.Descriptor.Digest}");
        return ExitCode.Ok;
    }
}
