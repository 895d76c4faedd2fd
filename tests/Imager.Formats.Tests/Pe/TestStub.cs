using System.Buffers.Binary;
using System.Text;
using Imager.Formats.Extents;

namespace Imager.Formats.Tests.Pe;

/// <summary>Makes small PE32+ programs of the shapes that real stubs have, field by field from the PE format.</summary>
internal sealed record TestStub
{
    public ushort Machine { get; init; } = 0x8664;

    public int SignatureOffset { get; init; } = 0x80;

    public int Directories { get; init; } = 16;

    public uint SectionAlignment { get; init; } = 0x1000;

    public uint HeadersBytes { get; init; } = 0x400;

    public uint FirstAddress { get; init; } = 0x4000;

    public ulong ImageBase { get; init; }

    public byte[] Tail { get; init; } = [];

    public string[] SectionNames { get; init; } = [".text", ".sbat", ".sdmagic"];

    public string LoaderInfo { get; init; } = "#### LoaderInfo: systemd-stub 257.13-1~deb13u1 ####";

    /// <summary>Every section but .sdmagic has 0x123 bytes of its first letter; names decide the order.</summary>
    public MemorySource Build()
    {
        var optionalBytes = 112 + (Directories * 8);
        var table = SignatureOffset + 24 + optionalBytes;
        var file = new byte[HeadersBytes + (SectionNames.Length * 0x200) + Tail.Length];
        (file[0], file[1]) = ((byte)'M', (byte)'Z');
        Put32(file, 0x3C, (uint)SignatureOffset);
        "PE\0\0"u8.CopyTo(file.AsSpan(SignatureOffset));
        Put16(file, SignatureOffset + 4, Machine);
        Put16(file, SignatureOffset + 6, (ushort)SectionNames.Length);
        Put32(file, SignatureOffset + 8, 0xDDDD_DDDD);
        Put32(file, SignatureOffset + 12, Tail.Length > 0 ? (uint)(file.Length - Tail.Length) : 0);
        Put32(file, SignatureOffset + 16, (uint)Tail.Length / 18);
        Put16(file, SignatureOffset + 20, (ushort)optionalBytes);
        Put16(file, SignatureOffset + 22, 0x206);
        var optional = SignatureOffset + 24;
        Put16(file, optional, 0x20B);
        Put32(file, optional + 8, 0x600);
        Put32(file, optional + 16, FirstAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(optional + 24), ImageBase);
        Put32(file, optional + 32, SectionAlignment);
        Put32(file, optional + 36, 0x200);
        Put32(file, optional + 60, HeadersBytes);
        Put32(file, optional + 64, 0xC0FFEE);
        Put16(file, optional + 68, 10);
        Put32(file, optional + 108, (uint)Directories);
        for (var index = 0; index < SectionNames.Length; index++)
        {
            var (row, raw) = (table + (index * 40), (int)HeadersBytes + (index * 0x200));
            Encoding.ASCII.GetBytes(SectionNames[index], file.AsSpan(row, 8));
            Put32(file, row + 8, 0x123);
            Put32(file, row + 12, FirstAddress + (uint)(index * Math.Max(0x400, (int)SectionAlignment)));
            Put32(file, row + 16, 0x200);
            Put32(file, row + 20, (uint)raw);
            Put32(file, row + 36, 0x4000_0040);
            file.AsSpan(raw, 0x123).Fill((byte)SectionNames[index][^1]);
        }

        Encoding.ASCII.GetBytes(LoaderInfo, file.AsSpan((int)HeadersBytes + (Math.Max(Array.IndexOf(SectionNames, ".sdmagic"), 0) * 0x200)));
        Tail.CopyTo(file.AsSpan(file.Length - Tail.Length));
        return new MemorySource(file);
    }

    private static void Put16(byte[] file, int offset, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(offset), value);

    private static void Put32(byte[] file, int offset, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(offset), value);
}
