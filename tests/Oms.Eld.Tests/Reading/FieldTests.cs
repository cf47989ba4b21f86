using Oms.Eld.Tests.Support;

namespace Oms.Eld.Tests.Reading;

/// <summary>Each field's rule, at its boundaries: the sample with one field changed, its sums anew.</summary>
public sealed class FieldTests
{
    private const string Sixty = "123456789012345678901234567890123456789012345678901234567890";

    [Theory]
    [InlineData(2, "Okafor,", "Li,")]
    [InlineData(2, "ada.okafor", "adao")]
    [InlineData(2, "TX48210033", "1")]
    [InlineData(2, "TX48210033", "12345678901234567890")]
    [InlineData(3, ",,", "Okoro,Ben,ben1")]
    [InlineData(4, "204,", "204567890A,")]
    [InlineData(4, "1M8GDM9AXKP042788", "")]
    [InlineData(4, "1M8GDM9AXKP042788", "-1M8GDM9AXKP042788")]
    [InlineData(4, "TR1 TR2", "12345678901234567890123456789012")]
    [InlineData(4, "TR1 TR2", "")]
    [InlineData(5, "2211334", "1")]
    [InlineData(5, "2211334", "123456789")]
    [InlineData(5, ",8,", ",7,")]
    [InlineData(5, "000000", "235959")]
    [InlineData(5, ",06", ",04")]
    [InlineData(5, ",06", ",11")]
    [InlineData(6, "BOL-77120", "")]
    [InlineData(6, ",0", ",E")]
    [InlineData(7, "32.78", "-90.00")]
    [InlineData(7, "32.78", "90.00")]
    [InlineData(7, "-96.80", "-179.99")]
    [InlineData(7, "-96.80", "180.00")]
    [InlineData(7, "210450", "9999999")]
    [InlineData(7, "9120.5", "99999.9")]
    [InlineData(8, "c2lnbmF0dXJlLW9mLXRoZS1lbGQ=", "12345678901234567")]
    [InlineData(15, "1A,", "001A,")]
    [InlineData(15, "1A,", "0,")]
    [InlineData(15, "1A,", "FFFF,")]
    [InlineData(15, ",90,", ",9999,")]
    [InlineData(15, ",90,", ",0090,")]
    [InlineData(15, ",0,1,1,", ",6,1,1,")]
    [InlineData(20, ",,,32.1", ",1,0.1,32.1")]
    [InlineData(23, "Post-trip", Sixty)]
    [InlineData(23, ",163000,", ",163000,Dalla")]
    [InlineData(25, "14,1,", "14,9,")]
    public void A_value_within_its_limits_is_no_finding(int line, string old, string replacement) =>
        Assert.Empty(EldReader.Read(SampleFile.With(line, old, replacement)).Findings);

    [Theory]
    [InlineData(2, "Okafor,", "O,", "invalid-field-length", "Last Name")]
    [InlineData(2, "Okafor,", ",", "missing-required-field", "Last Name")]
    [InlineData(2, "Okafor,", "  ,", "missing-required-field", "Last Name")]
    [InlineData(2, "ada.okafor", "ada", "invalid-field-length", "ELD Username")]
    [InlineData(2, "ada.okafor", Sixty + "1", "invalid-field-length", "ELD Username")]
    [InlineData(2, ",TX,", ",TEX,", "invalid-field-length", "Driver's License Issuing State")]
    [InlineData(2, ",TX,", ",tx,", "invalid-format", "Driver's License Issuing State")]
    [InlineData(2, "TX48210033", "TX-48210033", "invalid-format", "Driver's License Number")]
    [InlineData(2, "TX48210033", "123456789012345678901", "invalid-field-length", "Driver's License Number")]
    [InlineData(3, ",,", "Okoro,,ben1", "missing-required-field", "Co-Driver First Name")]
    [InlineData(4, "204,", ",", "missing-required-field", "CMV Power Unit Number")]
    [InlineData(4, "204,", "204567890AB,", "invalid-field-length", "CMV Power Unit Number")]
    [InlineData(4, "1M8GDM9AXKP042788", "1M8GDM9AXKP04278", "invalid-field-length", "CMV VIN")]
    [InlineData(4, "1M8GDM9AXKP042788", "1M8GDM9AXKP04278O", "invalid-format", "CMV VIN")]
    [InlineData(4, "1M8GDM9AXKP042788", "1M8GDM9A1KP042788", "vin-check-digit", "CMV VIN")]
    [InlineData(4, "1M8GDM9AXKP042788", "-1M8GDM9A1KP042788", "vin-check-digit", "CMV VIN")]
    [InlineData(4, "TR1 TR2", "123456789012345678901234567890123", "invalid-field-length", "Trailer Number(s)")]
    [InlineData(4, "TR1 TR2", "  ", "invalid-format", "Trailer Number(s)")]
    [InlineData(5, "2211334", "1234567890", "invalid-field-length", "Carrier's USDOT Number")]
    [InlineData(5, "2211334", "22113A4", "invalid-integer", "Carrier's USDOT Number")]
    [InlineData(5, "NORTH RIVER FREIGHT", "NRF", "invalid-field-length", "Carrier Name")]
    [InlineData(5, ",8,", ",6,", "invalid-value", "Multiday Basis Used")]
    [InlineData(5, "000000", "240000", "invalid-time", "24-Hour Period Starting Time")]
    [InlineData(5, ",06", ",03", "value-outside-range", "Time Zone Offset from UTC")]
    [InlineData(5, ",06", ",12", "value-outside-range", "Time Zone Offset from UTC")]
    [InlineData(5, ",06", ",-6", "value-outside-range", "Time Zone Offset from UTC")]
    [InlineData(6, ",0", ",1", "invalid-value", "Exempt Driver Configuration")]
    [InlineData(6, "BOL-77120", "12345678901234567890123456789012345678901", "invalid-field-length",
        "Shipping Document Number")]
    [InlineData(7, "030226", "023026", "invalid-date", "Current Date")]
    [InlineData(7, "030226", "022926", "invalid-date", "Current Date")]
    [InlineData(7, "030226", "2026-03-02", "invalid-date", "Current Date")]
    [InlineData(7, "171500", "176000", "invalid-time", "Current Time")]
    [InlineData(7, "32.78", "90.01", "value-outside-range", "Current Latitude")]
    [InlineData(7, "32.78", "32", "invalid-decimal", "Current Latitude")]
    [InlineData(7, "32.78", "32.781", "invalid-decimal", "Current Latitude")]
    [InlineData(7, "32.78", "N", "invalid-decimal", "Current Latitude")]
    [InlineData(7, "-96.80", "-180.00", "value-outside-range", "Current Longitude")]
    [InlineData(7, "-96.80", "180.01", "value-outside-range", "Current Longitude")]
    [InlineData(7, "210450", "10000000", "value-outside-range", "Current Total Vehicle Miles")]
    [InlineData(7, "210450", "210450.5", "invalid-integer", "Current Total Vehicle Miles")]
    [InlineData(7, "9120.5", "100000.0", "value-outside-range", "Current Total Engine Hours")]
    [InlineData(7, "9120.5", "9120", "invalid-decimal", "Current Total Engine Hours")]
    [InlineData(7, "9120.5", "9120.55", "invalid-decimal", "Current Total Engine Hours")]
    [InlineData(8, "QA0C", "QA0", "invalid-field-length", "ELD Registration ID")]
    [InlineData(8, "QA0C", "qa0c", "invalid-format", "ELD Registration ID")]
    [InlineData(8, "GAM112", "GAM1123", "invalid-field-length", "ELD Identifier")]
    [InlineData(8, "c2lnbmF0dXJlLW9mLXRoZS1lbGQ=", "1234567890123456", "invalid-field-length",
        "ELD Authentication Value")]
    [InlineData(10, "1,D,", "0,D,", "value-outside-range", "Order Number")]
    [InlineData(10, "1,D,", "100,D,", "value-outside-range", "Order Number")]
    [InlineData(11, "2,D,", "3,D,", "invalid-value", "Order Number")]
    [InlineData(10, ",D,", ",X,", "invalid-value", "ELD Account Type")]
    [InlineData(15, "1A,", "10000,", "invalid-field-length", "Event Sequence ID Number")]
    [InlineData(15, "1A,", "1G,", "invalid-format", "Event Sequence ID Number")]
    [InlineData(18, "17,1,", "17,5,", "invalid-value", "Event Record Status")]
    [InlineData(18, "17,1,1,", "17,1,0,", "invalid-value", "Event Record Origin")]
    [InlineData(15, "1A,1,1,1,1,", "1A,1,1,4,1,", "invalid-value", "Event Type")]
    [InlineData(15, "1A,1,1,1,1,", "1A,1,1,1,5,", "invalid-value", "Event Code")]
    [InlineData(15, "1A,1,1,1,1,", "1A,1,1,1,0,", "invalid-value", "Event Code")]
    [InlineData(15, "1A,1,1,1,1,", "1A,1,1,2,3,", "invalid-value", "Event Code")]
    [InlineData(15, "1A,1,1,1,1,", "1A,1,1,3,3,", "invalid-value", "Event Code")]
    [InlineData(15, ",90,", ",10000,", "value-outside-range", "Accumulated Vehicle Miles")]
    [InlineData(15, ",90,", ",,", "missing-required-field", "Accumulated Vehicle Miles")]
    [InlineData(15, ",3.0,", ",,", "missing-required-field", "Elapsed Engine Hours")]
    [InlineData(15, ",0,1,1,", ",7,1,1,", "value-outside-range", "Distance Since Last Valid Coordinates")]
    [InlineData(15, ",0,1,1,0,0,", ",0,1,1,2,0,", "invalid-value", "Malfunction Indicator Status")]
    [InlineData(15, ",0,1,1,0,0,", ",0,1,1,0,,", "missing-required-field", "Data Diagnostic Event Indicator Status")]
    [InlineData(15, ",{0}", ",7", "invalid-field-length", "Event Data Check Value")]
    [InlineData(15, ",{0}", ",GG", "invalid-format", "Event Data Check Value")]
    [InlineData(23, "Post-trip", Sixty + "1", "invalid-field-length", "Comment/Annotation")]
    [InlineData(23, ",163000,", ",163000,Home", "invalid-field-length", "Driver's Location Description")]
    [InlineData(25, "14,1,", "14,0,", "invalid-value", "Event Code")]
    [InlineData(27, "1D,4,3", "1D,4,P", "invalid-value", "Malfunction/Diagnostic Code")]
    [InlineData(27, "1D,4,3", "1D,2,3", "invalid-value", "Malfunction/Diagnostic Code")]
    [InlineData(27, "1D,4,3", "1D,4,7", "invalid-value", "Malfunction/Diagnostic Code")]
    [InlineData(30, "1E,2,", "1E,3,", "invalid-value", "Event Code")]
    [InlineData(33, "1C,3,", "1C,5,", "invalid-value", "Event Code")]
    [InlineData(33, ",210450,", ",,", "missing-required-field", "Total Vehicle Miles")]
    [InlineData(36, "16,1,1,1,3", "16,1,1,1,", "missing-required-field", "Event Code")]
    public void A_value_beyond_its_limits_is_found_by_line_and_name(
        int line, string old, string replacement, string code, string field)
    {
        var finding = Assert.Single(EldReader.Read(SampleFile.With(line, old, replacement)).Findings);

        Assert.Equal((code, line, field), (finding.Code, finding.Line, finding.Field));
        Assert.NotEmpty(finding.Message);
        Assert.StartsWith("49 CFR 395 subpart B app. A ", finding.Source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("15,1,1,1,4", "15,1,2,1,4")]
    [InlineData("15,1,1,1,4", "15,3,3,1,4")]
    public void Miles_and_hours_may_be_blank_where_the_driver_or_the_carrier_made_the_record(
        string old, string replacement) =>
        Assert.Empty(EldReader.Read(SampleFile.With(19, $"{old},030226,130500,0,0.1", $"{replacement},030226,130500,,"))
            .Findings);

    [Fact]
    public void Miles_and_hours_may_be_blank_with_reduced_precision() =>
        Assert.Empty(EldReader.Read(SampleFile.With(33, "1C,3,030226,170800,210450,9120.5", "1C,4,030226,170800,,"))
            .Findings);

    [Theory]
    [InlineData(17, "150000", "163001")]
    [InlineData(31, "13,1,ada.okafor,030226,130100", "1F,1,ada.okafor,030226,171201")]
    public void A_row_that_is_newer_than_the_one_before_it_is_found(int line, string old, string replacement)
    {
        var finding = Assert.Single(EldReader.Read(SampleFile.With(line, old, replacement)).Findings);

        Assert.Equal((EldFindingCodes.RowOutOfOrder, line), (finding.Code, finding.Line));
    }

    [Theory]
    [InlineData(17, "150000", "163000")]
    [InlineData(31, "130100", "171201")]
    public void A_row_as_new_as_the_one_before_or_older_by_its_sequence_id_is_no_finding(
        int line, string old, string replacement) =>
        Assert.Empty(EldReader.Read(SampleFile.With(line, old, replacement)).Findings);

    [Fact]
    public void Sequence_ids_that_wrapped_between_two_rows_are_in_order() =>
        Assert.Empty(EldReader.Read(SampleFile.With(31, "13,1,", "FFFF,1,")).Findings);

    [Fact]
    public void A_carriers_user_whose_name_the_file_does_not_tell_leaves_the_event_unproven()
    {
        var reading = EldReader.Read(SampleFile.With(11, "2,D,Driver,Unidentified", "2,S,Diaz,Eva"));
        Assert.Equal(0, reading.EventChecksUnknown);

        reading = EldReader.Read(SampleFile.With(10, "1,D,Okafor,Ada", "1,S,Diaz,Eva"));
        Assert.Empty(reading.Findings);

        // The annotation of one of the seven tells who made it.
        Assert.Equal((2, 6), (reading.EventChecks, reading.EventChecksUnknown));
    }
}
