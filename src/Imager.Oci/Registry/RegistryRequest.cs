namespace Imager.Oci.Registry;

/// <summary>One request to one host; a fresh message is made for every attempt, because content is sent once.</summary>
internal sealed record RegistryRequest(RegistryHost Host, HttpMethod Method, Uri Address, string Scope)
{
    internal IReadOnlyList<string> Accept { get; init; } = [];

    internal long FromByte { get; init; }

    /// <summary>Whether the transport may send it again by itself; pieces of an upload may not.</summary>
    internal bool IsRepeatable { get; init; } = true;

    internal Func<HttpContent>? Content { get; init; }

    internal HttpRequestMessage ToMessage(Uri address, string userAgent)
    {
        var message = new HttpRequestMessage(Method, address) { Content = Content?.Invoke() };
        message.Headers.UserAgent.ParseAdd(userAgent);
        foreach (var type in Accept)
        {
            message.Headers.Accept.ParseAdd(type);
        }

        if (FromByte > 0)
        {
            message.Headers.Range = new(FromByte, null);
        }

        return message;
    }

    public override string ToString() => $"{Method} {Address.GetLeftPart(UriPartial.Path)}";
}
