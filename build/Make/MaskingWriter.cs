using System.Text;

namespace Imager.Build.Make;

/// <summary>Passes text on line by line, without the secrets in it.</summary>
public sealed class MaskingWriter(TextWriter inner) : TextWriter
{
    private readonly StringBuilder line = new();

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value)
    {
        line.Append(value);
        if (value == '\n')
        {
            PassOn();
        }
    }

    public override void Flush()
    {
        PassOn();
        inner.Flush();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            PassOn();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void PassOn()
    {
        inner.Write(Secrets.Mask(line.ToString()));
        line.Clear();
    }
}
