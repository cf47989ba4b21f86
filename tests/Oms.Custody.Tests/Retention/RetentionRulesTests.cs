using NodaTime;
using Oms.Custody.Retention;
using Xunit;

namespace Oms.Custody.Tests.Retention;

public sealed class RetentionRulesTests
{
    private static readonly LocalDate Made = new(2026, 11, 30);

    [Fact]
    public void Every_kind_of_record_has_one_rule() =>
        Assert.Equal(Enum.GetValues<RetainedRecord>(), RetentionRules.All.Select(rule => rule.Record).Order());

    [Fact]
    public void An_inspection_report_is_kept_for_three_whole_months() =>
        Assert.Equal(
            new LocalDate(2027, 3, 1),
            RetentionRules.Of(RetainedRecord.VehicleInspection).ErasableFrom(Made, disposed: null));

    [Theory]
    [InlineData("2027-05-30", "2027-12-01")]
    [InlineData("2027-06-01", "2027-12-02")]
    public void Maintenance_is_kept_for_a_year_and_until_half_a_year_after_the_vehicle_left(
        string disposed, string erasable) =>
        Assert.Equal(
            NodaTime.Text.LocalDatePattern.Iso.Parse(erasable).Value,
            RetentionRules.Of(RetainedRecord.Maintenance).ErasableFrom(
                Made, NodaTime.Text.LocalDatePattern.Iso.Parse(disposed).Value));

    [Fact]
    public void Maintenance_of_a_vehicle_still_in_use_is_never_erased() =>
        Assert.Null(RetentionRules.Of(RetainedRecord.Maintenance).ErasableFrom(Made, disposed: null));
}
