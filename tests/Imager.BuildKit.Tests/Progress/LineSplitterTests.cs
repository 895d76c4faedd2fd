using System.Text;
using Imager.BuildKit.Progress;

namespace Imager.BuildKit.Tests;

public sealed class LineSplitterTests
{
    private readonly LineSplitter _splitter = new();

    [Fact]
    public void Add_joins_pieces_even_inside_a_character()
    {
        var bytes = Encoding.UTF8.GetBytes("a\u00e9\U0001F600b\nrest");

        var lines = bytes.SelectMany(unit => _splitter.Add([unit])).ToList();

        Assert.Equal(["a\u00e9\U0001F600b"], lines);
        Assert.Equal("rest", _splitter.Rest());
        Assert.Null(_splitter.Rest());
    }

    [Fact]
    public void Add_keeps_what_a_carriage_return_left_standing() =>
        Assert.Equal(["100%", "", "next"], _splitter.Add("10%\r50%\r100%\r\n\nnext\n"u8));
}
