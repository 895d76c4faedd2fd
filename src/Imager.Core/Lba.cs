namespace Imager.Core;

/// <summary>A logical block address: counts logical sectors from the start of a medium, never bytes.</summary>
public readonly record struct Lba(long Value) : IComparable<Lba>
{
    /// <summary>The byte address of this sector.</summary>
    public long ToByteOffset(int sectorBytes) => checked(Value * sectorBytes);

    /// <summary>The sector that lies <paramref name="sectors"/> after <paramref name="left"/>.</summary>
    public static Lba operator +(Lba left, long sectors) => new(checked(left.Value + sectors));

    /// <summary>The sector that lies <paramref name="sectors"/> before <paramref name="left"/>.</summary>
    public static Lba operator -(Lba left, long sectors) => new(left.Value - sectors);

    /// <summary>The distance in sectors.</summary>
    public static long operator -(Lba left, Lba right) => left.Value - right.Value;

    /// <summary>Compares.</summary>
    public static bool operator <(Lba left, Lba right) => left.Value < right.Value;

    /// <summary>Compares.</summary>
    public static bool operator >(Lba left, Lba right) => left.Value > right.Value;

    /// <summary>Compares.</summary>
    public static bool operator <=(Lba left, Lba right) => left.Value <= right.Value;

    /// <summary>Compares.</summary>
    public static bool operator >=(Lba left, Lba right) => left.Value >= right.Value;

    /// <summary>Adds; the named twin of the operator.</summary>
    public static Lba Add(Lba left, long sectors) => left + sectors;

    /// <summary>Subtracts; the named twin of the operator.</summary>
    public static Lba Subtract(Lba left, long sectors) => left - sectors;

    /// <inheritdoc/>
    public int CompareTo(Lba other) => Value.CompareTo(other.Value);
}
