namespace Imager.Formats.Ext4;

/// <summary>A name in a directory and the inode and type it stands for: 1 file, 2 directory, 3 to 6 special, 7 link.</summary>
internal readonly record struct Ext4DirectoryEntry(byte[] Name, uint Inode, byte Type)
{
    public int SizeBytes => SizeFor(Name.Length);

    public static int SizeFor(int nameBytes) => (8 + nameBytes + 3) & ~3;
}
