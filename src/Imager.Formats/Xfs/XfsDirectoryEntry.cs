namespace Imager.Formats.Xfs;

/// <summary>A name in a directory; <c>Name</c> is UTF-8.</summary>
internal readonly record struct XfsDirectoryEntry(byte[] Name, ulong Inode, XfsFileType Type)
{
    /// <summary>Bytes of this entry in block form: inode 8, name length 1, name, type 1, own offset 2, rounded up to 8.</summary>
    public int BlockFormBytes => BlockFormBytesFor(Name.Length);

    public static int BlockFormBytesFor(int nameBytes) => (nameBytes + 12 + 7) & ~7;
}
