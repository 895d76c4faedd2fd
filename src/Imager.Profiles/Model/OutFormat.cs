namespace Imager.Profiles;

/// <summary>How the finished file is packed (<c>output.outFormat</c>).</summary>
public enum OutFormat
{
    /// <summary>Not set; an error in a finished profile.</summary>
    Unknown = 0,

    /// <summary>As it is.</summary>
    Raw = 1,

    /// <summary>A gzip-compressed tar with the member <c>disk.raw</c> (Google Cloud).</summary>
    TarGz = 2,

    /// <summary>xz.</summary>
    Xz = 3,

    /// <summary>gzip.</summary>
    Gz = 4,

    /// <summary>Zstandard.</summary>
    Zst = 5,
}
