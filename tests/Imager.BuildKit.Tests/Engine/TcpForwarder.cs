using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Imager.BuildKit.Tests;

/// <summary>A TCP port, with or without TLS, in front of an engine's socket; can drop all its connections.</summary>
internal sealed class TcpForwarder : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<IDisposable> _open = [];
    private readonly string _socket;
    private readonly X509Certificate2? _certificate;
    private readonly X509Certificate2? _authority;

    public TcpForwarder(string socket, X509Certificate2? certificate = null, X509Certificate2? authority = null)
    {
        _socket = socket;
        _certificate = certificate;
        _authority = authority;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Set it to reset all connections, once, when so many more bytes have gone to the engine.</summary>
    public long BytesUntilReset { get; set; } = long.MaxValue;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void DropConnections()
    {
        lock (_open)
        {
            foreach (var socket in _open.OfType<Socket>())
            {
                Reset(socket);
            }

            _open.Clear();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        DropConnections();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ForwardAsync(await _listener.AcceptSocketAsync());
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // disposed
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        lock (_open)
        {
            _open.Add(client);
            _open.Add(engine);
        }

        try
        {
            await engine.ConnectAsync(new UnixDomainSocketEndPoint(_socket));
            await using var inside = new NetworkStream(engine, ownsSocket: true);
            await using var outside = await SecureAsync(new NetworkStream(client, ownsSocket: true));
            await Task.WhenAny(inside.CopyToAsync(outside), CountAsync(outside, inside));
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException
            or System.Security.Authentication.AuthenticationException)
        {
            // one side has gone, or may not come in
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            if (socket.AddressFamily != AddressFamily.Unix)
            {
                socket.LingerState = new LingerOption(true, 0); // RST instead of FIN
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // it has ended by itself
        }

        socket.Dispose();
    }

    private async Task CountAsync(Stream from, Stream to)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer) is > 0 and var count)
        {
            await to.WriteAsync(buffer.AsMemory(0, count));
            if ((BytesUntilReset -= count) <= 0)
            {
                BytesUntilReset = long.MaxValue;
                DropConnections();
                return;
            }
        }
    }

    private async Task<Stream> SecureAsync(NetworkStream stream)
    {
        if (_certificate is null)
        {
            return stream;
        }

        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = _certificate,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, client, _, _) =>
                client is not null && client.Issuer == _authority!.Subject,
        });
        return secure;
    }
}
