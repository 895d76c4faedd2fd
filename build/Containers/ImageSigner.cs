using Cake.Core.Diagnostics;
using Imager.Build.Images;
using Imager.Build.Processes;
using Imager.Core;
using Imager.Oci.Model;

namespace Imager.Build.Containers;

/// <summary>Signs pushed images with the cosign program: the index and the image of every platform in it, by digest.</summary>
/// <remarks>COSIGN_KEY is a file or the address of a key service; empty means keyless, with the identity that cosign finds (in CI: the job's).</remarks>
public sealed class ImageSigner(BuildContext context)
{
    private readonly string program = context.EnvironmentVariable(FetchedTools.CosignVariable) is { Length: > 0 } named ? named : "cosign";

    /// <summary>Signs what COSIGN_KEY has not signed yet.</summary>
    /// <exception cref="DependencyException">cosign, the registry or a service behind them refused.</exception>
    public async Task SignAsync(IReadOnlyList<ImageReference> pinned, CancellationToken cancellationToken)
    {
        var key = KeyArgument(context);
        var work = Directory.CreateTempSubdirectory("imager-sign-").FullName;
        try
        {
            var publicKey = key.Length == 0 ? null : Path.Combine(work, "cosign.pub");
            if (publicKey is not null)
            {
                await RunAsync(["public-key", "--outfile", publicKey, "--key", key], cancellationToken);
            }

            var signArguments = await SignArgumentsAsync(key, work, cancellationToken);
            foreach (var image in pinned)
            {
                var isSigned = publicKey is not null && await IsSignedAsync(image, publicKey, cancellationToken);
                if (!isSigned)
                {
                    await RunAsync([.. signArguments, image.ToString()], cancellationToken);
                }

                context.Log.Information($"{(isSigned ? "signed already" : "signed")} {image}");
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>What cosign calls the key: a path counts from where the caller is; key services have addresses with <c>://</c>.</summary>
    /// <exception cref="InvalidInputException">There is no such file.</exception>
    public static string KeyArgument(BuildContext context)
    {
        var given = context.Variables[BuildVariables.CosignKey];
        if (given.Length == 0 || given.Contains("://", StringComparison.Ordinal))
        {
            return given;
        }

        var path = context.Paths.FromCaller(given);
        return File.Exists(path)
            ? path
            : throw new InvalidInputException(
                "IMG2672", $"COSIGN_KEY={given}: there is no file {path}. cosign generate-key-pair makes one; leave it out to sign without a key (keyless).");
    }

    private async Task<IReadOnlyList<string>> SignArgumentsAsync(string key, string work, CancellationToken cancellationToken)
    {
        string[] keyArguments = key.Length == 0 ? [] : ["--key", key];
        var withoutLog = context.Variables.Flag(BuildVariables.CosignLog) ? [] : await WithoutLogAsync(work, cancellationToken);
        return ["sign", "--yes", "--recursive", .. keyArguments, .. withoutLog, .. ArgumentWords.Split(context.Variables, BuildVariables.CosignArgs)];
    }

    /// <summary>2.x has a switch; 3.x wants a list of services to use, here an empty one.</summary>
    private async Task<IReadOnlyList<string>> WithoutLogAsync(string work, CancellationToken cancellationToken)
    {
        if (await ToolProcess.RunAsync(Call(["sign", "--use-signing-config=true", "--help"]), _ => { }, cancellationToken) != 0)
        {
            return ["--tlog-upload=false"];
        }

        var services = Path.Combine(work, "signing-config.json");
        await RunAsync(["signing-config", "create", "--out", services], cancellationToken);
        return ["--signing-config", services];
    }

    /// <summary>Only to leave a second, equal signature out; who trusts what is the matter of those who pull.</summary>
    private async Task<bool> IsSignedAsync(ImageReference image, string publicKey, CancellationToken cancellationToken) =>
        await ToolProcess.RunAsync(
            Call(["verify", "--key", publicKey, "--insecure-ignore-tlog=true", image.ToString()]), context.Log.Verbose, cancellationToken) == 0;

    private async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        if (await ToolProcess.RunAsync(Call(arguments), lines.Add, cancellationToken) != 0)
        {
            throw new DependencyException(
                "IMG5424",
                $"cosign {arguments[0]} failed for {arguments[^1]}: {string.Join(' ', lines.TakeLast(4))} The password of a key comes from COSIGN_PASSWORD; "
                + "without the public transparency log: COSIGN_TLOG=0.");
        }
    }

    private ToolCall Call(IReadOnlyList<string> arguments) =>
        new(program, arguments) { Environment = context.ProxyEnvironment.ToDictionary() };
}
