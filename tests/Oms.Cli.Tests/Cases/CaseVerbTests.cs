using System.Text;
using Oms.Cli.Tests.Doubles;
using Xunit;

namespace Oms.Cli.Tests.Cases;

/// <summary>The verbs that compute case files: <c>oms hos</c> and <c>oms mkt</c>.</summary>
public sealed class CaseVerbTests
{
    private const string Night = """["OFF","0 00:00","0 10:00"]""";
    private readonly Terminal _terminal = new();

    private Task<Ran> HosAsync(string segments, string more = "") => RunAsync(
        "hos", $$"""{"cases":[{"name":"day","cycle":"70/8","segments":[{{Night}},{{segments}}]{{more}}}]}""");

    private Task<Ran> RunAsync(string verb, string input, params string[] options)
    {
        _terminal.Input = Encoding.UTF8.GetBytes(input);
        return _terminal.RunAsync([verb, "-", .. options]);
    }

    [Fact]
    public async Task A_case_as_expected_is_good_and_its_result_stands_beside_the_expectation()
    {
        var ran = await HosAsync(
            """["D","0 10:00","0 18:01"]""", ""","expected_violations":[["BREAK_30M","0 18:00"]]""");
        Assert.Equal((ExitCode.Ok, ""), (ran.Code, ran.Error));
        Assert.Contains("day: 1 violations (expected: BREAK_30M at 0 18:00)", ran.Output, StringComparison.Ordinal);
        Assert.Contains("BREAK_30M 395.3(a)(3)(ii) from 0 18:00 to 0 18:01", ran.Output, StringComparison.Ordinal);
        Assert.Contains("off duty from now on, driving from 0 18:31", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""[["BREAK_30M","0 18:01"]]""")]
    [InlineData("""[["CYCLE","0 18:00"]]""")]
    [InlineData("""[["BREAK_30M","0 18:00"],["CYCLE","0 18:00"]]""")]
    public async Task A_case_that_differs_is_a_finding(string expected)
    {
        var ran = await HosAsync("""["D","0 10:00","0 18:01"]""", $$""","expected_violations":{{expected}}""");
        Assert.Equal(ExitCode.Rejected, ran.Code);
        Assert.Contains("-: day: Expected", ran.Output, StringComparison.Ordinal);
        Assert.Contains("[expectation-differs]", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_that_expects_nothing_only_prints_its_result()
    {
        var ran = await HosAsync("""["D","0 10:00","0 18:01"]""");
        Assert.Equal(ExitCode.Ok, ran.Code);
        Assert.Contains("day: 1 violations\n", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_give_the_zone_the_question_and_the_claims()
    {
        var ran = await HosAsync(
            """["D","0 10:00","0 18:30"]""",
            """
            ,"options":{"home_terminal":"America/Denver","day_zero":"2026-03-07","as_of":"0 18:15",
             "short_haul":[["0 10:00",150]],"adverse_conditions":["0 12:00"]},"expected_violations":[]
            """);
        Assert.Equal((ExitCode.Ok, ""), (ran.Code, ran.Error));
        Assert.Contains(
            "at 0 18:15: driving 4:45, window 7:45, break not owed, cycle 61:45", ran.Output, StringComparison.Ordinal);
        Assert.Contains("note: The interval from 2026-03-07T17:00:00Z reaches", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["X","0 10:00","0 11:00"]""", "", "case \"day\", segments: the status is one of")]
    [InlineData("""["D","0 10:00","0 25:00"]""", "", "segments: \"0 25:00\" is no day and time")]
    [InlineData("""["D","0 10:00"]""", "", "segments: an item must be an array of 3")]
    [InlineData("""["D","0 10:00","0 11:00"]""", ""","options":{"shorthaul":[]}""", "shorthaul: there is no such")]
    [InlineData("""["D","0 10:00","0 11:00"]""", ""","options":{"home_terminal":"Mars"}""", "Mars is no time zone")]
    [InlineData("""["D","0 10:00","0 11:00"]""", ""","expected_violations":[["X","0 11:00"]]""", "the rule is one of")]
    public async Task A_case_that_cannot_be_read_is_named_with_its_member(string segment, string more, string message)
    {
        var ran = await HosAsync(segment, more);
        Assert.Equal(ExitCode.Usage, ran.Code);
        Assert.Contains(message, ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mean_is_compared_to_a_millionth_of_a_degree()
    {
        const string Cases =
            """{"cases":[{"name":"day","celsius":[5,25],"durations":[23,1],"mkt_celsius":"7.75642N"}]}""";
        var good = await RunAsync("mkt", Cases.Replace('N', '2'));
        Assert.Equal(ExitCode.Ok, good.Code);
        Assert.Contains("day: 7.756422 °C (expected: 7.756422 °C)", good.Output, StringComparison.Ordinal);
        var bad = await RunAsync("mkt", Cases.Replace('N', '4'));
        Assert.Equal(ExitCode.Rejected, bad.Code);
        Assert.Contains("[expectation-differs]", bad.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"day","celsius":[-273.15]}""", "celsius: it must be above -273.15")]
    [InlineData("""{"name":"day","celsius":[5],"durations":[1,2]}""", "durations: there must be one")]
    [InlineData("""{"name":"day","celsius":[5],"durations":[0]}""", "celsius: there is no temperature that lasted")]
    [InlineData("""{"name":"day","celsius":["5"]}""", "celsius: it must be a number")]
    public async Task A_mean_that_cannot_be_computed_says_why(string one, string message)
    {
        var ran = await RunAsync("mkt", $$"""{"cases":[{{one}}]}""");
        Assert.Equal(ExitCode.Usage, ran.Code);
        Assert.Contains(message, ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hos")]
    [InlineData("mkt")]
    public async Task What_is_no_json_cannot_be_read(string verb)
    {
        var ran = await RunAsync(verb, "cases");
        Assert.Equal(ExitCode.Usage, ran.Code);
        Assert.Contains("It is not JSON", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_is_json_where_a_machine_asks() =>
        Assert.Contains(
            "\"exit_code\": 0",
            (await RunAsync("mkt", """{"cases":[{"name":"day","celsius":[5]}]}""", "--json")).Output,
            StringComparison.Ordinal);
}
