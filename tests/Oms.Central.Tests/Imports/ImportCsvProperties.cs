using FsCheck;
using FsCheck.Fluent;
using Oms.Central.Imports;
using Xunit;

namespace Oms.Central.Tests.Imports;

public sealed class ImportCsvProperties
{
    private static Gen<string> Fields => Gen.Elements("", "a", ",", "\"", "\n", "\r\n", "ä", ";", " ").ArrayOf()
        .Select(string.Concat);

    [Fact]
    public void What_is_written_in_quotes_is_read_back_the_same() =>
        Prop.ForAll(
            (from width in Gen.Choose(1, 4)
             from rows in Fields.ArrayOf(width).ArrayOf()
             from end in Gen.Elements("\n", "\r\n")
             select (rows, end)).ToArbitrary(),
            file =>
            {
                var text = string.Concat(file.rows.Select(row => string.Join(',', row.Select(Quoted)) + file.end));
                var kept = file.rows.Where(row => row is not [""]).ToList();
                var read = CsvText.Read(text).ToList();
                Assert.All(read, record => Assert.Null(record.Fault));
                Assert.Equal(kept, read.Select(record => record.Fields!.ToArray()));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_read_or_refused_and_never_breaks() =>
        Prop.ForAll(Fields.ToArbitrary(), text =>
        {
            var read = CsvText.Read(text).ToList();
            Assert.All(read, record => Assert.True(record.Fields is null != record.Fault is null));
            Assert.True(read.Count(record => record.Fault is not null) <= 1);
        }).QuickCheckThrowOnFailure();

    private static string Quoted(string field) => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
