using Imager.Profiles.Network;
using Imager.Profiles.Network.Reading;

namespace Imager.Profiles.MachineConfig;

/// <summary>The <c>bond=</c> argument, with the option names of the kernel's bonding.rst.</summary>
internal static class BondArgument
{
    public static string Format(string name, MachineBond bond, uint? mtu, ProblemList problems)
    {
        if (bond.Interfaces.Count == 0)
        {
            problems.Error(bond.Node, "has no interfaces: list the names of the slaves, a bond= argument needs them.");
        }

        if (bond.Settings.Mode is null)
        {
            problems.Error(
                bond.Node, $"mode is missing: write one of {string.Join(", ", NetworkVocabulary.BondModes)}.");
        }

        var options = Options(bond.Settings, bond.Primary)
            .Where(option => option.Value is not null)
            .Select(option => $"{option.Key}={option.Value}");
        var suffix = mtu is > 0 ? $":{mtu}" : string.Empty;
        return $"bond={name}:{string.Join(',', bond.Interfaces)}:{string.Join(',', options)}{suffix}";
    }

    private static IEnumerable<(string Key, object? Value)> Options(BondMasterSpec bond, string? primary) =>
    [
        ("mode", bond.Mode),
        ("miimon", bond.Miimon),
        ("updelay", bond.UpDelay),
        ("downdelay", bond.DownDelay),
        ("lacp_rate", bond.LacpRate),
        ("xmit_hash_policy", bond.XmitHashPolicy),
        ("arp_interval", bond.ArpInterval),
        ("arp_validate", bond.ArpValidate),
        ("arp_all_targets", bond.ArpAllTargets),
        ("primary", primary),
        ("primary_reselect", bond.PrimaryReselect),
        ("fail_over_mac", bond.FailOverMac is { } number ? NetworkVocabulary.FailOverMac[(int)number] : null),
        ("ad_select", bond.AdSelect),
        ("resend_igmp", bond.ResendIgmp),
        ("min_links", bond.MinLinks),
        ("lp_interval", bond.LpInterval),
        ("packets_per_slave", bond.PacketsPerSlave),
        ("num_grat_arp", bond.NumPeerNotif),
        ("tlb_dynamic_lb", bond.TlbLogicalLb),
        ("all_slaves_active", bond.AllSlavesActive),
        ("use_carrier", bond.UseCarrier switch { true => 1, false => 0, null => null }),
        ("ad_actor_sys_prio", bond.AdActorSysPrio),
        ("ad_user_port_key", bond.AdUserPortKey),
        ("peer_notif_delay", bond.PeerNotifyDelay),
    ];
}
