using System.Buffers.Binary;
using System.Text;
using Imager.Build.Processes;

namespace Imager.Boot.Tests.Support;

/// <summary>A module file with its appended signature, taken apart and put together by openssl instead of sign-file.</summary>
/// <remarks>payload, CMS, 12 bytes (id type 2 = PKCS#7; CMS length big-endian in the last four), marker. Linux, kernel/module/signing.c.</remarks>
public static class SignedModule
{
    private const int InfoBytes = 12;

    private static ReadOnlySpan<byte> Marker => "~Module signature appended~\n"u8;

    /// <summary>What was signed.</summary>
    public static byte[] Payload(byte[] module)
    {
        var end = module.Length - Marker.Length;
        Assert.Equal(Encoding.ASCII.GetString(Marker), Encoding.ASCII.GetString(module.AsSpan(end)));
        return module[..(end - InfoBytes - BinaryPrimitives.ReadInt32BigEndian(module.AsSpan(end - 4)))];
    }

    /// <summary>Signed by a key that no kernel knows.</summary>
    public static async Task<byte[]> SignByStrangerAsync(byte[] payload, string folder)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, "payload"), payload);
        await ToolProcess.RunCheckedAsync(
            new("sh", ["-euc", "cd \"$1\" && openssl req -new -x509 -newkey rsa:2048 -nodes -subj '/CN=stranger' -days 3650 -keyout key -out certificate "
                + "&& openssl cms -sign -binary -noattr -nocerts -keyid -md sha512 -in payload -signer certificate -inkey key -outform DER -out cms", "sh", folder]),
            _ => { },
            CancellationToken.None);
        return Append(payload, await File.ReadAllBytesAsync(Path.Combine(folder, "cms")));
    }

    /// <summary>The same signature behind a payload of which one letter is another one.</summary>
    public static byte[] Alter(byte[] module)
    {
        var altered = module.ToArray();
        var at = altered.AsSpan().IndexOf("hello: goodbye"u8);
        Assert.True(at > 0);
        altered[at] = (byte)'H';
        return altered;
    }

    private static byte[] Append(byte[] payload, byte[] cms)
    {
        var info = new byte[InfoBytes];
        info[2] = 2;
        BinaryPrimitives.WriteInt32BigEndian(info.AsSpan(8), cms.Length);
        return [.. payload, .. cms, .. info, .. Marker];
    }
}
