using System.Text;
using Cake.Core;
using Imager.Build.Make;

namespace Imager.Build.Tests.Support;

/// <summary>Runs the make front over chosen task classes and keeps what it prints.</summary>
public sealed class Front(params Type[] tasks)
{
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();

    public Func<ICakeContext, ICakeContext> CreateContext { get; init; } = context => context;

    public string Output => output.ToString();

    public string Error => error.ToString();

    public Task<int> RunAsync(params string[] args) => RunAsync(args, CancellationToken.None);

    public Task<int> RunAsync(string[] args, CancellationToken cancellationToken) =>
        new MakeFront(TaskCatalog.FromTypes(tasks), CreateContext, new BuildConsole(new StringWriter(output), new StringWriter(error)))
            .RunAsync(args, cancellationToken);
}
