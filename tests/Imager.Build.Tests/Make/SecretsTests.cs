using Imager.Build.Make;

namespace Imager.Build.Tests.Make;

public class SecretsTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("http://me:pw@proxy:3128/", "http://***@proxy:3128/")]
    [InlineData("https://token@host/linux.tar", "https://***@host/linux.tar")]
    [InlineData("http://me:p@w@proxy", "http://***@proxy")]
    [InlineData("bob:pw2@proxy:3128", "***@proxy:3128")]
    [InlineData("bob:p@w2@proxy:3128", "***@proxy:3128")]
    [InlineData("http_proxy=bob:pw2@proxy:3128 (environment)", "http_proxy=***@proxy:3128 (environment)")]
    [InlineData("a.io=http://one:x1@m1/p,b.io=https://two:x2@m2", "a.io=http://***@m1/p,b.io=https://***@m2")]
    [InlineData("a.io=http://m1/p,b.io=two:x2@m2", "a.io=http://m1/p,b.io=***@m2")]
    [InlineData("--config-oauth-client-secret hunter2 --arch amd64", "--config-oauth-client-secret *** --arch amd64")]
    [InlineData("--config-oauth-client-secret=hunter2 --arch amd64", "--config-oauth-client-secret=*** --arch amd64")]
    [InlineData("--config-oauth-client-secret 'hun ter2' x", "--config-oauth-client-secret *** x")]
    [InlineData("--config-oauth-client-secret=\"hun \\\"ter2\" x", "--config-oauth-client-secret=*** x")]
    [InlineData("\"--config-oauth-client-secret=hun ter2\" x", "\"--config-oauth-client-secret=***\" x")]
    [InlineData("--config-oauth-client-secret hun\\ ter2 x", "--config-oauth-client-secret *** x")]
    [InlineData("--identity-token=a,b.c --password p --token t", "--identity-token=*** --password *** --token ***")]
    [InlineData("type=gha,url=https://x/,token=T,scope=a", "type=gha,url=https://x/,token=***,scope=a")]
    [InlineData("type=s3,access_key_id=A,secret_access_key=B,session_token=C", "type=s3,access_key_id=A,secret_access_key=***,session_token=***")]
    [InlineData("x=https://me:s3cret@host/ password=\"a b\" end", "x=https://***@host/ password=*** end")]
    [InlineData("in: type=gha,token=T'x", "in: type=gha,token=***")]
    [InlineData("in: type=gha,token='T x", "in: type=gha,token=***")]
    [InlineData("--password 'T x", "--password ***")]
    [InlineData("unknown \"--x-token=abc\", not \"y\"", "unknown \"--x-token=***\", not \"y\"")]
    [InlineData("refused \"a,token=abc\", not \"y\"", "refused \"a,token=***\", not \"y\"")]
    [InlineData("refused \"--token abc\".", "refused \"--token ***\".")]
    [InlineData("COSIGN_PASSWORD=abc", "COSIGN_PASSWORD=***")]
    public void Mask_hides_secrets(string text, string expected)
    {
        Assert.Equal(expected, Secrets.Mask(text));
        Assert.Equal(expected, Secrets.Mask(expected));
        Assert.True(Secrets.IsIn(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("host/name:tag@sha256:" + Hex)]
    [InlineData("name:tag@sha256:" + Hex)]
    [InlineData("\"localhost:5000/u/name:v1@sha256:" + Hex + "\", \"b:c@sha256:" + Hex + "\"")]
    [InlineData("http://host:5000/u/name@sha256:" + Hex)]
    [InlineData("https://host/linux.tar#sha256=" + Hex)]
    [InlineData("X509v3 Subject Alternative Name: email:someone@example.com, DNS:example.com")]
    [InlineData("subject=CN = Someone, emailAddress = someone@example.com")]
    [InlineData("Signed-off-by: Someone <someone@example.com>")]
    [InlineData("git@example.com:someone/linux.git")]
    [InlineData("12:30:01 getty@tty1.service: started")]
    [InlineData("--meta 0xa=@network.yaml --extra-kernel-arg console=ttyS0")]
    [InlineData("IMG2001 --config-oauth-client-secret needs a value.")]
    [InlineData("--config-oauth-client-secret and --config-oauth-client-id belong together")]
    [InlineData("--config-oauth-token-url https://host/token?x=1")]
    [InlineData("--secureboot-enroll-keys force")]
    [InlineData("tcp://[::1]:1234 docker-container://NAME a=@b")]
    [InlineData("libc.so.6: memcpy@@GLIBC_2.14")]
    public void Mask_leaves_innocent_text_alone(string text)
    {
        Assert.Equal(text, Secrets.Mask(text));
        Assert.False(Secrets.IsIn(text));
        Assert.Equal(text, Secrets.Digest(text));
    }

    [Theory]
    [InlineData("abcdefgh")]
    [InlineData("--------")]
    [InlineData("a:b:c://")]
    [InlineData("\"--x-a'")]
    [InlineData("token.a,")]
    [InlineData("ab:c.de,")]
    public void Mask_takes_time_in_proportion_to_the_text(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1 << 16)) + "=@";
        var clock = System.Diagnostics.Stopwatch.StartNew();

        Secrets.Mask(text);

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    [Fact]
    public void Mask_leaves_the_list_of_variables_alone() =>
        Assert.All(BuildVariables.All, variable => Assert.Equal(variable.Description, Secrets.Mask(variable.Description)));

    [Fact]
    public void Digest_tells_secrets_apart_without_naming_them()
    {
        var (one, two) = (Secrets.Digest("token=hunter1"), Secrets.Digest("token=hunter2"));

        Assert.NotEqual(one, two);
        Assert.Equal(one, Secrets.Digest("token=hunter1"));
        Assert.DoesNotContain("hunter", one, StringComparison.Ordinal);
        Assert.True(Secrets.IsDigest(one));
        Assert.False(Secrets.IsIn(one));
        Assert.False(Secrets.IsDigest("hunter1"));
    }

    [Fact]
    public void MaskingWriter_masks_line_by_line()
    {
        var inner = new StringWriter { NewLine = "\n" };
        using (var writer = new MaskingWriter(inner) { NewLine = "\n" })
        {
            writer.Write("http://me:");
            writer.WriteLine("pw@host/");
            writer.Write("last token=T");
        }

        Assert.Equal("http://***@host/\nlast token=***", inner.ToString());
    }
}
