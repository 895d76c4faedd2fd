using System.Text;
using System.Text.RegularExpressions;
using Imager.Core;

namespace Imager.Formats.KernelModules;

/// <summary>Makes the look-up files that modprobe and the kernel's loaders read, as depmod would.</summary>
/// <remarks>depmod(8), modules.dep(5). Modules use each other by symbols; names of one module in several folders are one, chosen by
/// the search order. Equal inputs give equal bytes.</remarks>
public static partial class Depmod
{
    /// <summary>The files by name (<c>modules.dep</c>, <c>modules.dep.bin</c>, ...), to be put into <c>/lib/modules/VERSION</c>.</summary>
    /// <exception cref="InvalidInputException">A module is damaged, or modules need each other.</exception>
    /// <exception cref="UnsupportedException">A module is for another architecture.</exception>
    public static IReadOnlyDictionary<string, byte[]> Create(DepmodInputs inputs, CancellationToken cancellationToken)
    {
        var graph = ModuleGraph.Create(inputs, cancellationToken);
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        AddDependencies(files, graph);
        AddAliases(files, graph);
        AddSymbols(files, graph);
        AddBuiltin(files, inputs);
        files["modules.softdep"] = Listing(graph, "softdep", "Soft");
        files["modules.weakdep"] = Listing(graph, "weakdep", "Weak");
        files["modules.devname"] = DeviceNames(graph);
        return files;
    }

    private static void AddDependencies(SortedDictionary<string, byte[]> files, ModuleGraph graph)
    {
        var (text, index) = (new StringBuilder(), new ModuleIndex());
        foreach (var module in graph.Modules)
        {
            var line = $"{module.Path}:{string.Concat(module.AllNeeds().Select(needed => $" {needed.Path}"))}";
            text.Append(line).Append('\n');
            index.Add(module.Name, line, (uint)module.Index);
        }

        files["modules.dep"] = Encoding.UTF8.GetBytes(text.ToString());
        files["modules.dep.bin"] = index.ToBytes();
    }

    private static void AddAliases(SortedDictionary<string, byte[]> files, ModuleGraph graph)
    {
        var (text, index) = (new StringBuilder("# Aliases extracted from modules themselves.\n"), new ModuleIndex());
        foreach (var module in graph.Modules)
        {
            foreach (var alias in module.Module.Aliases)
            {
                text.Append($"alias {alias} {module.Name}\n");
                if (TryNormalize(alias, out var key))
                {
                    index.Add(key, module.Name, (uint)module.Index);
                }
            }
        }

        files["modules.alias"] = Encoding.UTF8.GetBytes(text.ToString());
        files["modules.alias.bin"] = index.ToBytes();
    }

    private static void AddSymbols(SortedDictionary<string, byte[]> files, ModuleGraph graph)
    {
        var (text, index) = (new StringBuilder("# Aliases for symbols, used by symbol_request().\n"), new ModuleIndex());
        foreach (var (symbol, (owner, _)) in graph.Symbols.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append($"alias symbol:{symbol} {owner.Name}\n");
            index.Add($"symbol:{symbol}", owner.Name, (uint)owner.Index);
        }

        files["modules.symbols"] = Encoding.UTF8.GetBytes(text.ToString());
        files["modules.symbols.bin"] = index.ToBytes();
    }

    private static void AddBuiltin(SortedDictionary<string, byte[]> files, DepmodInputs inputs)
    {
        var names = new ModuleIndex();
        foreach (var line in inputs.Builtin.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            names.Add(ModulePaths.NameOf(line), string.Empty, 0);
        }

        var aliases = new ModuleIndex();
        foreach (var (key, value) in KernelModule.ReadInfo(inputs.BuiltinInfo))
        {
            var dot = key.IndexOf('.', StringComparison.Ordinal);
            if (dot > 0 && key[(dot + 1)..] == "alias" && TryNormalize(value, out var alias))
            {
                aliases.Add(alias, key[..dot].Replace('-', '_'), 0);
            }
        }

        files["modules.builtin.bin"] = names.ToBytes();
        files["modules.builtin.alias.bin"] = aliases.ToBytes();
    }

    private static byte[] Listing(ModuleGraph graph, string key, string kind)
    {
        var text = new StringBuilder($"# {kind} dependencies extracted from modules themselves.\n");
        foreach (var module in graph.Modules)
        {
            foreach (var value in module.Module.ValuesOf(key))
            {
                text.Append($"{key} {module.Name} {value}\n");
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Device nodes whose opening loads a module: those with a <c>devname</c> alias and one with the numbers.</summary>
    private static byte[] DeviceNames(ModuleGraph graph)
    {
        const string prefix = "devname:";
        var text = new StringBuilder();
        foreach (var module in graph.Modules)
        {
            var aliases = module.Module.Aliases;
            var name = aliases.FirstOrDefault(alias => alias.StartsWith(prefix, StringComparison.Ordinal));
            var numbers = aliases.Select(alias => DeviceNumbers().Match(alias)).FirstOrDefault(match => match.Success);
            if (name is not null && numbers is not null)
            {
                text.Append($"{module.Name} {name[prefix.Length..]} {numbers.Groups[1].Value[0]}{numbers.Groups[2].Value}:{numbers.Groups[3].Value}\n");
            }
        }

        return Encoding.UTF8.GetBytes(text.Length == 0 ? string.Empty : "# Device nodes to trigger on-demand module loading.\n" + text);
    }

    /// <summary>Look-ups see <c>_</c> for <c>-</c>, but not inside brackets; false when the brackets do not match.</summary>
    private static bool TryNormalize(string alias, out string normalized)
    {
        var letters = alias.ToCharArray();
        var (inside, matches) = (false, true);
        for (var index = 0; index < letters.Length; index++)
        {
            if (letters[index] == ']')
            {
                (inside, matches) = (false, matches && inside);
            }
            else if (letters[index] == '[')
            {
                inside = true;
            }
            else if (letters[index] == '-' && !inside)
            {
                letters[index] = '_';
            }
        }

        normalized = new string(letters);
        return matches && !inside;
    }

    [GeneratedRegex("^(char|block)-major-([0-9]+)-([0-9]+)")]
    private static partial Regex DeviceNumbers();
}
