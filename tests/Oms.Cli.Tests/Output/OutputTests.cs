using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Oms.Cli.Output;
using Xunit;

namespace Oms.Cli.Tests.Output;

public sealed class OutputTests
{
    [Fact]
    public void Columns_are_as_wide_as_their_widest_cell()
    {
        JsonElement[] rows =
        [
            JsonElement.Parse("""{"id":"a","of":{"lag":12345},"tags":["x","y"],"ok":true}"""),
            JsonElement.Parse("""{"id":"long-id","of":{"lag":7},"tags":[],"ok":null}"""),
        ];
        Assert.Equal(
            [
                "  ID       LAG    TAGS  OK",
                "  a        12345  x, y  yes",
                "  long-id  7      -     -",
            ],
            Table.Lines([Column.Of("id"), Column.Of("of/lag"), Column.Of("tags"), Column.Of("ok")], rows, "  "));
    }

    [Fact]
    public void A_document_is_shown_a_member_a_line_and_its_lists_as_tables() =>
        Assert.Equal(
            """
            id       dep-1
            nothing  -
            codes    1, 2
            of
              name  N
            rows
              A  B
              1  -
              -  2
            deep
              [1]
                x
                  y  1
            """.Split('\n'),
            Details.Lines(JsonElement.Parse(
                """
                {"id":"dep-1","nothing":null,"codes":[1,2],"of":{"name":"N"},
                 "rows":[{"a":1},{"b":2}],"deep":[{"x":{"y":1}}]}
                """)));

    [Fact]
    public void No_text_of_others_commands_the_terminal() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            var value = JsonSerializer.SerializeToElement(text ?? "");
            var lines = Details.Lines(value).Concat(Table.Lines([new Column("h", Cell.Text)], [value]));
            return lines.All(line => !line.Any(char.IsControl) && !line.Contains('\u202e', StringComparison.Ordinal));
        }).QuickCheckThrowOnFailure();
}
