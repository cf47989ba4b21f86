using Oms.Central.Storage;
using Xunit;

namespace Oms.Central.Tests.Storage;

public sealed class RecentDocsTests
{
    [Fact]
    public void A_state_is_taken_only_for_the_document_that_it_was_written_as()
    {
        var docs = new RecentDocs<string>();
        docs.Keep("a", Doc(1), "one", 0);

        Assert.Equal("one", docs.Find("a", Doc(1)));
        Assert.Null(docs.Find("a", Doc(2)));
        Assert.Null(docs.Find("b", Doc(1)));
        docs.Keep("a", Doc(2), "two", 0);
        Assert.Null(docs.Find("a", Doc(1)));
    }

    [Fact]
    public void Small_documents_are_not_kept_and_of_the_others_the_latest_that_fit()
    {
        var docs = new RecentDocs<string>();
        docs.Keep("small", new byte[RecentDocs<string>.BytesMin - 1], "small", 0);
        var fit = RecentDocs<string>.BytesMax / RecentDocs<string>.BytesMin;
        for (var i = 0; i <= fit; i++)
        {
            docs.Keep($"d{i}", Doc(1), $"{i}", 0);
        }

        Assert.Null(docs.Find("small", new byte[RecentDocs<string>.BytesMin - 1]));
        Assert.Null(docs.Find("d0", Doc(1)));
        Assert.Equal("1", docs.Find("d1", Doc(1)));
        docs.Keep("d1", new byte[RecentDocs<string>.BytesMax + 1], "too large", 0);
        Assert.Null(docs.Find("d1", Doc(1)));
        docs.Keep("huge", new byte[RecentDocs<string>.BytesMax], "huge", 0);
        Assert.Equal("huge", docs.Find("huge", new byte[RecentDocs<string>.BytesMax]));
        Assert.Null(docs.Find($"d{fit}", Doc(1)));
    }

    [Fact]
    public void What_is_kept_beside_a_document_counts_as_if_it_were_in_it()
    {
        var docs = new RecentDocs<string>();
        docs.Keep("small with parts", [1], "kept", RecentDocs<string>.BytesMin);
        docs.Keep("too much", [1], "not kept", RecentDocs<string>.BytesMax);

        Assert.Equal("kept", docs.Find("small with parts", [1]));
        Assert.Null(docs.Find("too much", [1]));
        docs.Keep("all", [1], "all", RecentDocs<string>.BytesMax - 1);
        Assert.Equal("all", docs.Find("all", [1]));
        Assert.Null(docs.Find("small with parts", [1]));
    }

    private static byte[] Doc(byte of) => [.. Enumerable.Repeat(of, RecentDocs<string>.BytesMin)];
}
