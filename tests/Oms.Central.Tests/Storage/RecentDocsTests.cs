using Oms.Central.Storage;
using Xunit;

namespace Oms.Central.Tests.Storage;

public sealed class RecentDocsTests
{
    [Fact]
    public void A_state_is_taken_only_for_the_document_that_it_was_written_as()
    {
        var docs = new RecentDocs<string>();
        docs.Keep("a", Doc(1), "one");

        Assert.Equal("one", docs.Find("a", Doc(1)));
        Assert.Null(docs.Find("a", Doc(2)));
        Assert.Null(docs.Find("b", Doc(1)));
        docs.Keep("a", Doc(2), "two");
        Assert.Null(docs.Find("a", Doc(1)));
    }

    [Fact]
    public void Small_documents_are_not_kept_and_of_the_others_the_latest_that_fit()
    {
        var docs = new RecentDocs<string>();
        docs.Keep("small", new byte[RecentDocs<string>.BytesMin - 1], "small");
        var fit = RecentDocs<string>.BytesMax / RecentDocs<string>.BytesMin;
        for (var i = 0; i <= fit; i++)
        {
            docs.Keep($"d{i}", Doc(1), $"{i}");
        }

        Assert.Null(docs.Find("small", new byte[RecentDocs<string>.BytesMin - 1]));
        Assert.Null(docs.Find("d0", Doc(1)));
        Assert.Equal("1", docs.Find("d1", Doc(1)));
        docs.Keep("d1", new byte[RecentDocs<string>.BytesMax + 1], "too large");
        Assert.Null(docs.Find("d1", Doc(1)));
        docs.Keep("huge", new byte[RecentDocs<string>.BytesMax], "huge");
        Assert.Equal("huge", docs.Find("huge", new byte[RecentDocs<string>.BytesMax]));
        Assert.Null(docs.Find($"d{fit}", Doc(1)));
    }

    private static byte[] Doc(byte of) => [.. Enumerable.Repeat(of, RecentDocs<string>.BytesMin)];
}
