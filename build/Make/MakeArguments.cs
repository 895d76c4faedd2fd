using Cake.Core;

namespace Imager.Build.Make;

/// <summary>The command line's assignments, as tasks see arguments.</summary>
public sealed class MakeArguments(IReadOnlyDictionary<string, string> assignments) : ICakeArguments
{
    public bool HasArgument(string name) => assignments.ContainsKey(name);

    public ICollection<string> GetArguments(string name) => assignments.TryGetValue(name, out var value) ? [value] : [];

    public IDictionary<string, ICollection<string>> GetArguments() =>
        assignments.ToDictionary(pair => pair.Key, pair => (ICollection<string>)[pair.Value]);
}
