using System.Globalization;

namespace Imager.Core;

/// <summary>A number of bytes. Never negative.</summary>
public readonly record struct ByteSize : IComparable<ByteSize>
{
    private const long KibiByte = 1024;

    /// <summary>Wraps a count of bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public ByteSize(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Bytes = bytes;
    }

    /// <summary>The count in bytes.</summary>
    public long Bytes { get; }

    /// <summary><paramref name="count"/> × 2^10 bytes.</summary>
    public static ByteSize FromKiB(long count) => new(checked(count * KibiByte));

    /// <summary><paramref name="count"/> × 2^20 bytes.</summary>
    public static ByteSize FromMiB(long count) => new(checked(count * KibiByte * KibiByte));

    /// <summary><paramref name="count"/> × 2^30 bytes.</summary>
    public static ByteSize FromGiB(long count) => new(checked(count * KibiByte * KibiByte * KibiByte));

    /// <summary>The smallest multiple of <paramref name="alignment"/> that is not below this size.</summary>
    public ByteSize AlignUp(ByteSize alignment) =>
        new(checked((Bytes + alignment.Bytes - 1) / alignment.Bytes * alignment.Bytes));

    /// <summary>Whether this size is a whole number of <paramref name="unit"/>.</summary>
    public bool IsMultipleOf(ByteSize unit) => Bytes % unit.Bytes == 0;

    /// <summary>Parses what people type: <c>8GiB</c>, <c>1246 MiB</c>, <c>10gb</c>, <c>1.5G</c>, <c>1,048,576</c>.</summary>
    /// <remarks>k/kb m/mb g/gb t/tb are powers of 1000; ki/kib mi/mib gi/gib ti/tib powers of 1024; case-insensitive.</remarks>
    /// <exception cref="InvalidInputException">The text is no size, is negative or exceeds 2^63-1 bytes.</exception>
    public static ByteSize Parse(string text) =>
        TryParse(text, out var size)
            ? size
            : throw new InvalidInputException(
                "IMG2002", $"invalid size \"{text}\": write a number and a unit, for example 1246MiB, 8GiB or 10gb.");

    /// <summary>Parses without throwing; see <see cref="Parse"/>.</summary>
    public static bool TryParse(string? text, out ByteSize size)
    {
        size = default;
        var compact = (text ?? string.Empty).Replace(",", string.Empty, StringComparison.Ordinal).Trim();
        var digits = compact.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        if (digits == 0
            || !decimal.TryParse(compact[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || UnitBytes(compact[digits..].Trim()) is not { } unit)
        {
            return false;
        }

        if (number > long.MaxValue / (decimal)unit)
        {
            return false;
        }

        size = new ByteSize((long)(number * unit));
        return true;
    }

    /// <summary>Adds two sizes.</summary>
    public static ByteSize operator +(ByteSize left, ByteSize right) => new(checked(left.Bytes + right.Bytes));

    /// <summary>Subtracts; the result must not be negative.</summary>
    public static ByteSize operator -(ByteSize left, ByteSize right) => new(left.Bytes - right.Bytes);

    /// <summary>Compares.</summary>
    public static bool operator <(ByteSize left, ByteSize right) => left.Bytes < right.Bytes;

    /// <summary>Compares.</summary>
    public static bool operator >(ByteSize left, ByteSize right) => left.Bytes > right.Bytes;

    /// <summary>Compares.</summary>
    public static bool operator <=(ByteSize left, ByteSize right) => left.Bytes <= right.Bytes;

    /// <summary>Compares.</summary>
    public static bool operator >=(ByteSize left, ByteSize right) => left.Bytes >= right.Bytes;

    /// <summary>Adds; the named twin of the operator.</summary>
    public static ByteSize Add(ByteSize left, ByteSize right) => left + right;

    /// <summary>Subtracts; the named twin of the operator.</summary>
    public static ByteSize Subtract(ByteSize left, ByteSize right) => left - right;

    /// <inheritdoc/>
    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    /// <summary>The shortest exact form in powers of 1024, or one decimal where none is exact: <c>1246 MiB</c>, <c>97.4 MiB</c>.</summary>
    public override string ToString()
    {
        (string Name, long Bytes)[] units = [("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10)];
        foreach (var (name, bytes) in units)
        {
            if (Bytes >= bytes && Bytes % bytes == 0)
            {
                return $"{Bytes / bytes} {name}";
            }
        }

        foreach (var (name, bytes) in units)
        {
            if (Bytes >= bytes)
            {
                return $"{(decimal)Bytes / bytes:0.#} {name}";
            }
        }

        return $"{Bytes} B";
    }

    private static long? UnitBytes(string unit) => unit.ToUpperInvariant() switch
    {
        "" or "B" => 1,
        "K" or "KB" => 1_000,
        "M" or "MB" => 1_000_000,
        "G" or "GB" => 1_000_000_000,
        "T" or "TB" => 1_000_000_000_000,
        "KI" or "KIB" => 1L << 10,
        "MI" or "MIB" => 1L << 20,
        "GI" or "GIB" => 1L << 30,
        "TI" or "TIB" => 1L << 40,
        _ => null,
    };
}
