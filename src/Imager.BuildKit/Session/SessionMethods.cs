namespace Imager.BuildKit.Session;

/// <summary>Full names of what a session can offer.</summary>
internal static class SessionMethods
{
    public const string Health = "/grpc.health.v1.Health/Check";
    public const string SyncFiles = "/moby.filesync.v1.FileSync/DiffCopy";
    public const string ReceiveFiles = "/moby.filesync.v1.FileSend/DiffCopy";
    public const string Credentials = "/moby.filesync.v1.Auth/Credentials";
    public const string GetSecret = "/moby.buildkit.secrets.v1.Secrets/GetSecret";

    private const string Content = "/containerd.services.content.v1.Content/";
    public const string ContentInfo = Content + "Info";
    public const string ContentRead = Content + "Read";
    public const string ContentStatus = Content + "Status";
    public const string ContentWrite = Content + "Write";
    public const string ContentAbort = Content + "Abort";
}
