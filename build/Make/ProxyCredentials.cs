namespace Imager.Build.Make;

/// <summary>Keeps passwords inside URLs (<c>http://user:password@proxy</c>) out of what is printed.</summary>
public static class ProxyCredentials
{
    /// <summary>The same text; the user part of a URL, when it has one, becomes <c>***</c>.</summary>
    public static string Mask(string value)
    {
        var start = value.IndexOf("://", StringComparison.Ordinal);
        if (start < 0)
        {
            return value;
        }

        var authority = value[(start + 3)..].Split('/')[0];
        var at = authority.LastIndexOf('@');
        return at < 0 ? value : string.Concat(value[..(start + 3)], "***", value[(start + 3 + at)..]);
    }
}
