using Oms.Central.Epcis;
using Oms.Central.Storage;
using Xunit;

namespace Oms.Central.Tests.Storage;

/// <summary>Pages of views: each is found by an index, however it is asked for.</summary>
public sealed class ViewQueriesTests
{
    private static readonly bool[] Either = [false, true];
    private static readonly int[] Terms = [0, 1, 3];

    public static TheoryData<bool, bool, int, bool> Questions =>
    [
        .. from byF1 in Either
           from byF2 in Either
           from terms in Terms
           from isAfter in Either
           select (byF1, byF2, terms, isAfter),
    ];

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task No_page_is_sorted_and_no_table_is_read_as_a_whole(bool byF1, bool byF2, int terms, bool isAfter)
    {
        var folder = Directory.CreateTempSubdirectory("oms-views-");
        await using (var tables = SqliteTables.Open(
            Path.Combine(folder.FullName, "views.db"), ReadModelSchema.Text + EpcisProjection.Schema, rebuildable: true,
            TaskScheduler.Default))
        {
            await using var reader = await tables.OpenReaderAsync(TestContext.Current.CancellationToken);
            var plan = await reader.ManyAsync(
                $"EXPLAIN QUERY PLAN {ViewQueries.PageText(byF1, byF2, terms, isAfter)}",
                row => row.GetString(3),
                ("@kind", "order"), ("@f1", "placed"), ("@f2", "web"), ("@term0", "A"), ("@term1", "B"),
                ("@term2", "C"), ("@created", 1L), ("@id", "x"), ("@limit", 51));

            Assert.All(plan, step => Assert.DoesNotContain("SCAN", step, StringComparison.Ordinal));
            Assert.All(plan, step => Assert.DoesNotContain("TEMP B-TREE", step, StringComparison.Ordinal));
        }

        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("SO-1 CORNER SHOP", "SO-1|CORNER|SHOP")]
    [InlineData("SHOP, SHOP (OLD)\nSHOP", "SHOP|OLD")]
    [InlineData("\u001fnorth east\u001f\u001fvip\u001f", "north east|vip")]
    [InlineData(" , ", "")]
    [InlineData(null, "")]
    public void A_text_is_found_by_its_words_or_by_what_stands_between_separators(string? text, string terms) =>
        Assert.Equal(terms, string.Join('|', ViewTerms.Of(text)));
}
