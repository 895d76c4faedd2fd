using Google.Protobuf;
using Imager.BuildKit.Transport;
using Imager.BuildKit.Wire;

namespace Imager.BuildKit.Session;

/// <summary>The session's one-message methods: health, secrets, registry credentials.</summary>
internal sealed class SmallServices(IReadOnlyList<BuildSecret> secrets, DockerCredentials credentials)
{
    private const int Serving = 1;

    public static async Task CheckHealthAsync(GrpcServerCall call)
    {
        await call.ReadRequestAsync(HealthCheckRequest.Parser);
        await call.WriteAsync(new HealthCheckResponse { Status = Serving });
    }

    public async Task GetSecretAsync(GrpcServerCall call)
    {
        var id = (await call.ReadRequestAsync(GetSecretRequest.Parser)).ID;
        var secret = secrets.FirstOrDefault(candidate => candidate.Id == id)
            ?? throw new GrpcException(GrpcCode.NotFound, $"secret {id} was not given to this build");
        var content = await secret.ReadAsync(call.Aborted);
        await call.WriteAsync(new GetSecretResponse { Data = UnsafeByteOperations.UnsafeWrap(content) });
    }

    public async Task GetCredentialsAsync(GrpcServerCall call)
    {
        var host = (await call.ReadRequestAsync(CredentialsRequest.Parser)).Host;
        var login = await credentials.FindAsync(host, call.Aborted);
        await call.WriteAsync(new CredentialsResponse { Username = login.UserName, Secret = login.Secret });
    }
}
