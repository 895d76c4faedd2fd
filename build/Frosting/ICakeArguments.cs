namespace Cake.Core;

/// <summary>The named arguments of the call: <c>VAR=value</c> here, <c>--VAR=value</c> under Cake itself.</summary>
public interface ICakeArguments
{
    bool HasArgument(string name);

    ICollection<string> GetArguments(string name);

    IDictionary<string, ICollection<string>> GetArguments();
}
