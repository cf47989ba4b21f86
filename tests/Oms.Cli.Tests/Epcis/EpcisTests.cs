using System.Text;
using Oms.Cli.Tests.Doubles;
using Xunit;

namespace Oms.Cli.Tests.Epcis;

/// <summary>The verbs on EPCIS documents, from standard input.</summary>
public sealed class EpcisTests
{
    private const string Good =
        """
        {"@context":"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld","type":"ObjectEvent",
         "eventTime":"2026-07-01T08:00:00.000+02:00","eventTimeZoneOffset":"+02:00","action":"OBSERVE",
         "bizStep":"arriving","epcList":["https://id.gs1.org/8004/9521321TRUCK7"],
         "readPoint":{"id":"https://id.gs1.org/414/9521321000018"}}
        """;

    // SHA-256 of "eventType=ObjectEventeventTime=2026-07-01T06:00:00.000ZeventTimeZoneOffset=+02:00epcListepc=https:
    // //id.gs1.org/8004/9521321TRUCK7action=OBSERVEbizStep=https://ref.gs1.org/cbv/BizStep-arrivingreadPointid=https:
    // //id.gs1.org/414/9521321000018".
    private const string GoodId =
        "ni:///sha-256;1ceb41d809bc02a9a15400c9f238fe872d4283b71522541982b7737844d723c5?ver=CBV2.0";

    private readonly Terminal _terminal = new();

    [Fact]
    public async Task A_good_event_is_validated_without_a_finding()
    {
        var ran = await RunAsync(Good, "validate");
        Assert.Equal((ExitCode.Ok, "ObjectEvent, events: 1\n"), (ran.Code, ran.Output.ReplaceLineEndings("\n")));
    }

    [Fact]
    public async Task A_finding_names_its_place_and_the_fix_and_the_exit_code_says_so()
    {
        var ran = await RunAsync(Good.Replace("OBSERVE", "SEEN", StringComparison.Ordinal), "validate");
        Assert.Equal(ExitCode.Rejected, ran.Code);
        Assert.Contains(
            "-: $.action: It must be OBSERVE, ADD or DELETE. [vocabulary]", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_are_printed_one_a_line()
    {
        var ran = await RunAsync(Good, "hash");
        Assert.Equal((ExitCode.Ok, GoodId + "\n"), (ran.Code, ran.Output.ReplaceLineEndings("\n")));
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("hash")]
    public async Task What_is_no_JSON_cannot_be_read(string verb)
    {
        var ran = await RunAsync("{", verb);
        Assert.Equal((ExitCode.Usage, ""), (ran.Code, ran.Output));
        Assert.Contains("cannot be read", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_input_is_said_so_in_one_sentence()
    {
        var ran = await RunAsync("", "validate");
        Assert.Equal(ExitCode.Usage, ran.Code);
        Assert.DoesNotContain("..", ran.Error, StringComparison.Ordinal);
    }

    private Task<Ran> RunAsync(string text, string verb)
    {
        _terminal.Input = Encoding.UTF8.GetBytes(text);
        return _terminal.RunAsync("epcis", verb);
    }
}
