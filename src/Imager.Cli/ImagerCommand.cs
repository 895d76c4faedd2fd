using System.CommandLine;
using System.CommandLine.Invocation;
using Imager.Arguments;
using Imager.Cli.Build;
using Imager.Cli.Commands;
using Imager.Cli.Help;

namespace Imager.Cli;

/// <summary>The command tree; where objects are composed.</summary>
public static class ImagerCommand
{
    /// <summary>Runs one command line and returns its exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments, ConsoleHost host, CancellationToken cancellationToken)
    {
        try
        {
            var parsed = Create(host).Parse(arguments, ImageArguments.ParserConfiguration);
            if (parsed.Action is ParseErrorAction || parsed.Action == parsed.CommandResult.Command.Action)
            {
                // Help, version and completion work whatever else is on the line.
                UsageErrors.Check(parsed);
            }

            var configuration = new InvocationConfiguration
            {
                Output = host.Out,
                Error = host.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return (int)ErrorReport.Write(error, host.Error);
        }
    }

    private static RootCommand Create(ConsoleHost host)
    {
        var root = new RootCommand(
            "Assembles bootable ISO, raw metal and cloud disk images: rootless, reproducible, in one pass.");
        var build = new BuildCommand(host);
        build.AttachTo(root);
        root.Add(ProfilesCommand.Create(host));
        root.Add(MetaCommand.Create(host));
        root.Add(CmdlineCommand.Create(host));
        root.Add(InspectCommand.Create(host));
        root.Add(ExtractCommand.Create(host));
        root.Add(ConvertCommand.Create(host));
        root.Add(VerifyCommand.Create(host));
        root.Add(CacheCommand.Create(host));
        root.Add(ExtensionCommand.Create(host));
        root.Add(CompletionCommand.Create(host));
        root.Add(VersionCommand.Create(host, root));
        HelpPage.AttachTo(root, host, build.Groups);
        return root;
    }
}
