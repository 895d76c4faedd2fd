using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Imager.Profiles.Network;

/// <summary>An IP address and the length of its network part, <c>10.0.0.201/8</c>: host bits may be set.</summary>
/// <remarks><c>Bits</c> is 0 to 32 for IPv4 and 0 to 128 for IPv6.</remarks>
public sealed record IPPrefix
{
    private IPPrefix(IPAddress address, int bits)
    {
        Address = address;
        Bits = bits;
    }

    /// <summary>The address with its host bits.</summary>
    public IPAddress Address { get; }

    /// <summary>Leading bits that name the network.</summary>
    public int Bits { get; }

    /// <summary>Whether the address is IPv6.</summary>
    public bool IsIPv6 => Address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>Bits in an address of this family: 32 or 128.</summary>
    public int FamilyBits => IsIPv6 ? 128 : 32;

    /// <summary>Pairs an address with a length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length does not fit the family.</exception>
    public static IPPrefix Create(IPAddress address, int bits)
    {
        ArgumentNullException.ThrowIfNull(address);
        var prefix = new IPPrefix(address, bits);
        ArgumentOutOfRangeException.ThrowIfNegative(bits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, prefix.FamilyBits);
        return prefix;
    }

    /// <summary>The prefix that holds one address: <c>/32</c> or <c>/128</c>.</summary>
    public static IPPrefix Host(IPAddress address) => new(address, new IPPrefix(address, 0).FamilyBits);

    /// <summary>Reads <c>ADDRESS/LENGTH</c>; on failure <paramref name="reason"/> is a sentence that says why.</summary>
    /// <remarks>As strict as the OS: no short IPv4 forms, no leading zeros, no zone, no netmask.</remarks>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPPrefix? prefix, [NotNullWhen(false)] out string? reason)
    {
        ArgumentNullException.ThrowIfNull(text);
        prefix = null;
        var slash = text.LastIndexOf('/');
        if (slash < 0)
        {
            reason = "the \"/\" and the length are missing.";
            return false;
        }

        if (!IPText.TryParse(text.AsSpan(0, slash), out var address))
        {
            reason = $"\"{text[..slash]}\" is no IP address.";
            return false;
        }

        var lengthText = text.AsSpan(slash + 1);
        var limit = address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        if (!int.TryParse(lengthText, NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            || bits > limit || (lengthText.Length > 1 && lengthText[0] == '0'))
        {
            reason = $"the length \"{lengthText}\" is not 0 to {limit}.";
            return false;
        }

        prefix = new IPPrefix(address, bits);
        reason = null;
        return true;
    }

    /// <summary>The same length with all host bits zero: <c>10.0.0.0/8</c> for <c>10.0.0.201/8</c>.</summary>
    public IPPrefix Network()
    {
        var bytes = Address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var keep = Math.Clamp(Bits - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xff00 >> keep);
        }

        return new IPPrefix(new IPAddress(bytes), Bits);
    }

    /// <summary>Whether <paramref name="address"/> is in this network; addresses of the other family never are.</summary>
    public bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.AddressFamily == Address.AddressFamily
            && new IPPrefix(address, Bits).Network().Address.Equals(Network().Address);
    }

    /// <summary>The IPv4 netmask of this length, <c>255.255.255.0</c>; the length itself for IPv6.</summary>
    public string Netmask() =>
        IsIPv6
            ? Bits.ToString(CultureInfo.InvariantCulture)
            : new IPPrefix(IPAddress.Broadcast, Bits).Network().Address.ToString();

    /// <summary>The canonical text, IPv6 as in RFC 5952.</summary>
    public override string ToString() => $"{IPText.Format(Address)}/{Bits}";
}
