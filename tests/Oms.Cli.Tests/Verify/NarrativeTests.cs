using System.Reflection;
using System.Text.Json;
using Oms.Cli.Verify;
using Oms.Custody.CheckOuts;
using Xunit;

namespace Oms.Cli.Tests.Verify;

public sealed class NarrativeTests
{
    public static TheoryData<string> Kinds =>
    [
        .. typeof(CheckOutEvents).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(one => one.IsLiteral && one.Name != nameof(CheckOutEvents.Kind))
            .Select(one => (string)one.GetRawConstantValue()!),
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_record_has_a_sentence_of_its_own(string kind)
    {
        var told = Narrative.Tell(kind, JsonElement.Parse("{}"));

        Assert.DoesNotContain("a record of the kind", told, StringComparison.Ordinal);
        Assert.EndsWith(".", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"zone":1,"milli_c":-500,"target_milli_c":4000}""", "zone 1 was at -0.5 °C", "4.0 °C")]
    [InlineData("""{"zone":[],"milli_c":"cold"}""", "zone (not said)", "(not said) before")]
    public void What_is_not_there_or_not_of_its_type_is_not_said(string body, string first, string second)
    {
        var told = Narrative.Tell(CheckOutEvents.PreCoolChecked, JsonElement.Parse(body));

        Assert.Contains(first, told, StringComparison.Ordinal);
        Assert.Contains(second, told, StringComparison.Ordinal);
    }
}
