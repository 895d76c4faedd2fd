using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Imager.BuildKit.Solve;
using Imager.BuildKit.Transport;
using RpcStatus = Imager.BuildKit.Wire.Status;

namespace Imager.BuildKit.Tests;

public sealed class ErrorDetailsTests
{
    [Fact]
    public void Read_takes_source_step_and_code()
    {
        var data = Convert.ToBase64String(Encoding.UTF8.GetBytes("FROM x\nRUN a \\\n  b\nRUN c\n"));
        var details = Details(
            ("errdefs.Vertex", """{"digest":"sha256:1"}"""),
            ("stack.Stack", "{}"),
            ("gatewayapi.ExitMessage", """{"Code":42}"""),
            ("errdefs.Source", $$"""{"info":{"filename":"Dockerfile","data":"{{data}}"},"ranges":[{"start":{"line":2},"end":{"line":3} } ] }"""));

        var read = ErrorDetails.Read(new GrpcException(GrpcCode.Unknown, "failed", details));

        Assert.Equal(("sha256:1", 42, "Dockerfile"), (read.VertexDigest, read.ExitCode, read.FileName));
        Assert.Equal(["   2 | RUN a \\", "   3 |   b"], read.SourceLines);
    }

    [Theory]
    [InlineData("executor failed running [/bin/sh -c exit 42]: exit code: 42", 42)]
    [InlineData("process \"x\" did not complete successfully: exit code: 137: context canceled", 137)]
    [InlineData("exit code: ", null)]
    [InlineData("no code", null)]
    public void Read_finds_the_code_in_the_message_when_there_are_no_details(string message, int? expected) =>
        Assert.Equal(expected, ErrorDetails.Read(new GrpcException(GrpcCode.Unknown, message)).ExitCode);

    [Fact]
    public void Read_ignores_details_that_are_broken()
    {
        var details = Details(("errdefs.Source", "{not json"));

        Assert.Empty(ErrorDetails.Read(new GrpcException(GrpcCode.Unknown, "failed", details)).SourceLines);
        Assert.Empty(ErrorDetails.Read(new GrpcException(GrpcCode.Unknown, "failed", new byte[] { 255, 1 })).SourceLines);
    }

    private static byte[] Details(params (string Type, string Json)[] details)
    {
        var status = new RpcStatus();
        status.Details.AddRange(details.Select(detail => new Any
        {
            TypeUrl = $"github.com/moby/buildkit/{detail.Type}+json",
            Value = ByteString.CopyFromUtf8(detail.Json),
        }));
        return status.ToByteArray();
    }
}
