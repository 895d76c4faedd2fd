using System.Reflection;
using Cake.Core;
using Imager.Build.Make;

namespace Cake.Frosting;

/// <summary>Composes a build: which tasks there are and what context they get.</summary>
/// <remarks>
/// Source compatible with the package for what <c>Program.cs</c> and task classes use. The work behind
/// <see cref="RunAsync"/> is <see cref="MakeFront"/>; under the package it is Cake's own engine.
/// </remarks>
public sealed class CakeHost
{
    private readonly List<Assembly> assemblies = [];
    private Func<ICakeContext, ICakeContext> createContext = context => context;

    public CakeHost AddAssembly(Assembly assembly)
    {
        assemblies.Add(assembly);
        return this;
    }

    public CakeHost UseContext<TContext>()
        where TContext : class, IFrostingContext
    {
        createContext = context => (ICakeContext)CreateContext(typeof(TContext), context);
        return this;
    }

    public int Run(IEnumerable<string> args) => RunAsync(args, CancellationToken.None).GetAwaiter().GetResult();

    public Task<int> RunAsync(IEnumerable<string> args, CancellationToken cancellationToken)
    {
        var catalog = TaskCatalog.FromAssemblies(assemblies.Count > 0 ? assemblies : [Assembly.GetEntryAssembly()!]);
        var front = new MakeFront(catalog, createContext, new BuildConsole(Console.Out, Console.Error));
        return front.RunAsync([.. args], cancellationToken);
    }

    private static object CreateContext(Type type, ICakeContext context)
    {
        var constructor = type.GetConstructor([typeof(ICakeContext)])
            ?? throw new InvalidOperationException($"{type} needs a public constructor taking an ICakeContext.");
        return constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, [context], culture: null);
    }
}
