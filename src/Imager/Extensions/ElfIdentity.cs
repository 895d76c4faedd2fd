using System.Buffers.Binary;
using System.Text;
using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Extensions;

/// <summary>What the header of an ELF file says: machine, type, and the program interpreter of a dynamic program.</summary>
/// <remarks>System V ABI, chapter 4: e_type at 16, e_machine at 18; 64-bit: e_phoff at 32, e_phentsize at 54, e_phnum at 56.</remarks>
internal sealed record ElfIdentity(int Machine, int Type, bool Is64Bit, string? Interpreter)
{
    internal const int Relocatable = 1, Executable = 2, SharedObject = 3;

    private const int HeaderBytes = 64;
    private const int InterpreterSegment = 3;
    private const int MaxInterpreterBytes = 4096;
    private const int MaxProgramHeaders = 128;

    private static readonly Dictionary<int, string> Machines = new()
    {
        [3] = "i386",
        [8] = "mips",
        [20] = "ppc",
        [21] = "ppc64",
        [22] = "s390",
        [40] = "arm",
        [62] = "amd64",
        [183] = "arm64",
        [243] = "riscv",
    };

    /// <summary>The machine as people call it.</summary>
    internal string MachineName => Machines.GetValueOrDefault(Machine, $"machine {Machine}") + (Is64Bit ? string.Empty : " (32-bit)");

    internal bool Fits(Architecture architecture) => Is64Bit && Machine == (architecture == Architecture.Amd64 ? 62 : 183);

    /// <summary>Null for what is no ELF file.</summary>
    internal static ElfIdentity? TryRead(ByteSource file)
    {
        var head = file.ReadAtMost(0, HeaderBytes);
        if (head.Length < 20 || !head.AsSpan().StartsWith("\u007FELF"u8))
        {
            return null;
        }

        var (is64Bit, isLittle) = (head[4] == 2, head[5] != 2);
        var (type, machine) = (Read16(head, 16, isLittle), Read16(head, 18, isLittle));
        var interpreter = is64Bit && isLittle && head.Length == HeaderBytes ? InterpreterOf(file, head) : null;
        return new ElfIdentity(machine, type, is64Bit, interpreter);
    }

    private static string? InterpreterOf(ByteSource file, byte[] head)
    {
        var offset = BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(32));
        var (size, count) = (Read16(head, 54, true), Read16(head, 56, true));
        if (offset <= 0 || offset >= file.LengthBytes || size < 56 || count > MaxProgramHeaders)
        {
            return null;
        }

        var table = file.ReadAtMost(offset, size * count);
        for (var at = 0; at + 56 <= table.Length; at += size)
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(table.AsSpan(at)) == InterpreterSegment)
            {
                var start = BinaryPrimitives.ReadInt64LittleEndian(table.AsSpan(at + 8));
                var length = BinaryPrimitives.ReadInt64LittleEndian(table.AsSpan(at + 32));
                return start > 0 && start < file.LengthBytes && length is > 1 and <= MaxInterpreterBytes
                    ? Encoding.UTF8.GetString(file.ReadAtMost(start, (int)length)).TrimEnd('\0')
                    : null;
            }
        }

        return null;
    }

    private static int Read16(byte[] bytes, int at, bool isLittle) => isLittle
        ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at))
        : BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));
}
