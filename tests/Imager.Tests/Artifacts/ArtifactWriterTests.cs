using Imager.Artifacts;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Host;
using Imager.Tests.Support;

namespace Imager.Tests.Artifacts;

public sealed class ArtifactWriterTests
{
    [Fact]
    public void Write_replaces_the_file_and_leaves_nothing_else()
    {
        using var folder = new TempFolder();
        folder.Write("image.raw", [1, 2, 3]);

        ArtifactWriter.Write(folder.File("image.raw"), file => file.Write([9]), CancellationToken.None);

        Assert.Equal([9], File.ReadAllBytes(folder.File("image.raw")));
        Assert.Equal(["image.raw"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Write_keeps_the_old_file_and_removes_the_temp_file_when_the_writer_fails()
    {
        using var folder = new TempFolder();
        folder.Write("image.raw", [1, 2, 3]);

        var error = Assert.Throws<FileAccessException>(() => ArtifactWriter.Write(
            folder.File("image.raw"),
            file =>
            {
                file.Write([9]);
                throw new IOException("No space left on device", 28);
            },
            CancellationToken.None));

        Assert.Equal("IMG6010", error.Code);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder.File("image.raw")));
        Assert.Equal(["image.raw"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Write_keeps_the_old_file_when_cancelled()
    {
        using var folder = new TempFolder();
        folder.Write("image.raw", [1, 2, 3]);
        using var cancellation = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => ArtifactWriter.Write(
            folder.File("image.raw"), _ => cancellation.Cancel(), cancellation.Token));

        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder.File("image.raw")));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Write_refuses_a_second_writer_of_the_same_artifact()
    {
        using var folder = new TempFolder();

        var error = Assert.Throws<FileAccessException>(() => ArtifactWriter.Write(
            folder.File("image.raw"),
            _ => ArtifactWriter.Write(folder.File("image.raw"), inner => inner.Write([1]), CancellationToken.None),
            CancellationToken.None));

        Assert.Equal("IMG6012", error.Code);
    }

    [Fact]
    public void Write_names_the_folder_when_it_cannot_be_created()
    {
        using var folder = new TempFolder();
        folder.Write("file", [1]);

        var error = Assert.Throws<FileAccessException>(() => ArtifactWriter.Write(
            folder.File("file/image.raw"), file => file.Write([1]), CancellationToken.None));

        Assert.Contains(folder.File("file"), error.Message, StringComparison.Ordinal);
    }
}
