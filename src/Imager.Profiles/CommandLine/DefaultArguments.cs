namespace Imager.Profiles.CommandLine;

/// <summary>The kernel arguments every image gets, by target version.</summary>
public static class DefaultArguments
{
    /// <summary>The arguments in order.</summary>
    public static IReadOnlyList<string> For(VersionGates gates)
    {
        (bool IsOn, string Argument)[] table =
        [
            (!gates.DropInitOnAlloc, "init_on_alloc=1"),
            (true, "slab_nomerge"),
            (true, "pti=on"),
            (true, "consoleblank=0"),
            (!gates.NvmeTimeoutOnAwsOnly, PlatformArguments.NvmeTimeout),
            (true, "printk.devkmsg=on"),
            (gates.ImaArguments, "ima_template=ima-ng"),
            (gates.ImaArguments, "ima_appraise=fix"),
            (gates.ImaArguments, "ima_hash=sha512"),
            (gates.SelinuxArgument, "selinux=1"),
            (gates.ModuleSignatureEnforcement, "module.sig_enforce=1"),
            (gates.ProcMemArgument, "proc_mem.force_override=never"),
        ];
        var arguments = new List<string>(table.Length);
        foreach (var (isOn, argument) in table)
        {
            if (isOn)
            {
                arguments.Add(argument);
            }
        }

        return arguments;
    }
}
