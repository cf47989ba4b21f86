using NodaTime;
using Oms.Central.Customers;
using Oms.Testing;
using Xunit;

namespace Oms.Central.Tests.Customers;

public sealed class ErasureLedgerTests : IDisposable
{
    private static readonly Instant At = Instant.FromUtc(2026, 11, 21, 17, 54);
    private readonly TempDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void What_was_noted_is_read_by_the_next_start_each_customer_once()
    {
        new ErasureLedger(_data.Path).Note(["K-17", "K-18"], At);
        new ErasureLedger(_data.Path).Note(["K-17"], At);
        Assert.Equal(["K-17", "K-18"], new ErasureLedger(_data.Path).Read());
    }

    [Theory]
    [InlineData("K-1")]
    [InlineData("K-1 ")]
    [InlineData("K-17 2026-11-2")]
    public void A_line_that_a_crash_cut_short_names_nobody_and_spoils_no_other(string torn)
    {
        var ledger = new ErasureLedger(_data.Path);
        ledger.Note(["K-18"], At);
        File.AppendAllText(Path.Combine(_data.Path, ErasureLedger.FileName), torn);
        Assert.Equal(["K-18"], ledger.Read());
        ledger.Note(["K-19"], At);
        Assert.Equal(["K-18", "K-19"], ledger.Read());
    }

    [Fact]
    public void Nobody_was_erased_where_there_is_no_file() =>
        Assert.Empty(new ErasureLedger(_data.Path).Read());
}
