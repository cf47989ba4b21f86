using FsCheck;
using FsCheck.Fluent;

namespace Oms.Mqtt.Tests;

public sealed class MqttTopicTests
{
    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a/b", "a/+", true)]
    [InlineData("a", "a/#", true)]
    [InlineData("a/b/c", "a/#", true)]
    [InlineData("a/b/c", "a/+", false)]
    [InlineData("a/", "a/+", true)]
    [InlineData("a", "a/+", false)]
    [InlineData("/a", "+/+", true)]
    [InlineData("/a", "/+", true)]
    [InlineData("/a", "+", false)]
    [InlineData("ab", "a", false)]
    [InlineData("$SYS/a", "#", false)]
    [InlineData("$SYS/a", "+/a", false)]
    [InlineData("$SYS/a", "$SYS/#", true)]
    public void A_filter_matches_as_section_4_7_says(string topic, string filter, bool matches) =>
        Assert.Equal(matches, MqttTopic.Matches(filter, topic));

    [Theory]
    [InlineData("#", true)]
    [InlineData("a/#", true)]
    [InlineData("a#", false)]
    [InlineData("a/#/b", false)]
    [InlineData("+", true)]
    [InlineData("a+", false)]
    [InlineData("+/a/#", true)]
    [InlineData("$share/g/a", true)]
    [InlineData("$share/g", false)]
    [InlineData("$share//a", false)]
    [InlineData("$share/+/a", false)]
    [InlineData("", false)]
    [InlineData("a\0", false)]
    public void Wildcards_and_shares_stand_only_where_they_may(string filter, bool isValid) =>
        Assert.Equal(isValid, MqttTopic.IsValidFilter(filter));

    [Fact]
    public void A_lone_surrogate_is_no_text() =>
        Assert.False(MqttTopic.IsValidName("a" + (char)0xD800));

    [Theory]
    [InlineData(65_535, true)]
    [InlineData(65_536, false)]
    public void A_topic_has_at_most_65535_bytes(int length, bool isValid) =>
        Assert.Equal(isValid, MqttTopic.IsValidName(new string('a', length)));

    [Theory]
    [InlineData("a/#", "a/+/b", true)]
    [InlineData("a/+", "a/#", false)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a/+", true)]
    [InlineData("a/b", "a/+", false)]
    [InlineData("#", "$SYS/a", false)]
    [InlineData("a/#", "a", true)]
    [InlineData("a", "a/#", false)]
    public void A_wider_filter_includes_a_narrower_one(string wide, string narrow, bool includes) =>
        Assert.Equal(includes, MqttTopic.Includes(wide, narrow));

    [Fact]
    public void What_an_included_filter_matches_the_wider_one_matches_too() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var (wide, narrow, topic) = (Path(random, wild: true), Path(random, wild: true), Path(random, wild: false));
            if (MqttTopic.Includes(wide, narrow) && MqttTopic.Matches(narrow, topic))
            {
                Assert.True(MqttTopic.Matches(wide, topic), $"{wide} {narrow} {topic}");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    private static string Path(Random random, bool wild)
    {
        string[] levels = wild ? ["a", "b", "", "+"] : ["a", "b", "", "$x"];
        var path = Enumerable.Range(0, random.Next(1, 4)).Select(_ => levels[random.Next(levels.Length)]).ToList();
        if (wild && random.Next(3) == 0)
        {
            path.Add("#");
        }

        return string.Join('/', path);
    }
}
