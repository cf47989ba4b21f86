using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Oms.Eld.Tests.Support;

namespace Oms.Eld.Tests;

public sealed class EldFileProperties
{
    private static readonly string[] LineEnds = ["\r\n", "\n"];

    private static readonly EldRoster Roster = new(
        [new("eva.diaz", false, "Diaz", "Eva")],
        new Dictionary<string, string> { ["310"] = "-11111111111111111" });

    [Fact]
    public void What_is_written_is_read_again() =>
        Each((file, _, _) =>
        {
            var bytes = EldWriter.Write(file);
            var reading = EldReader.Read(bytes);

            Assert.Empty(reading.Findings);
            Assert.Equal(file, reading.File);
            Assert.Equal(bytes, EldWriter.Write(reading.File));
        });

    [Fact]
    public void What_is_read_is_the_same_whatever_ends_the_lines() =>
        Each((file, _, _) =>
        {
            var text = Encoding.ASCII.GetString(EldWriter.Write(file));
            foreach (var end in LineEnds)
            {
                var bytes = Encoding.ASCII.GetBytes(text.Replace("\r", end, StringComparison.Ordinal));
                Assert.Equal(file, EldReader.Read(bytes).File);
            }
        });

    [Fact]
    public void The_live_events_of_a_file_build_it_again_in_whatever_order_and_however_often_they_come() =>
        Each((file, usernames, seed) =>
        {
            List<EldLiveEvent> events = LiveEvents.Of(file, usernames);
            EldLiveEvent[] shuffled = [.. events, .. events.Where((_, index) => index % 3 == 0)];
            new Random(seed).Shuffle(shuffled);

            Assert.Equal(file, EldFileBuilder.Build(file.Header, Roster, shuffled));
        });

    [Fact]
    public void Intervals_follow_each_other_without_a_hole_and_differ_from_their_neighbours() =>
        Each((file, _, _) =>
        {
            var intervals = DutyIntervals.Of(file);
            Assert.All(intervals, interval => Assert.True(interval.From < interval.To));
            Assert.All(intervals.Zip(intervals.Skip(1)), pair =>
            {
                Assert.Equal(pair.First.To, pair.Second.From);
                Assert.NotEqual(pair.First.Status, pair.Second.Status);
            });
        });

    [Fact]
    public void Texts_of_any_characters_never_break_a_line() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text =>
        {
            var file = SampleFile.File;
            var comment = new EldAnnotationRow(
                file.Events[0].Sequence, "ada.okafor", text ?? "", EldField.Of("030226"), EldField.Of("170000"), "");
            var reading = EldReader.Read(EldWriter.Write(file with { Annotations = [comment] }));

            Assert.Single(reading.File.Annotations);
            Assert.DoesNotContain(reading.Findings, finding => finding.Code == EldFindingCodes.WrongFieldCount);
        }).QuickCheckThrowOnFailure();

    private static void Each(Action<EldFile, IReadOnlyList<string>, int> check) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var (file, usernames) = RandomFile.Make(seed);
            check(file, usernames, seed);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
