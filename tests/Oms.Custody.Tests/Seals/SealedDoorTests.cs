using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Custody.Seals;
using Xunit;
using Command = Oms.Custody.Seals.SealCommand;
using Decision = Oms.Entities.Decision<Oms.Custody.Seals.SealEvent, Oms.Custody.Seals.SealRejection>;

namespace Oms.Custody.Tests.Seals;

public sealed class SealedDoorTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    private static readonly Instant Later = Noon + Duration.FromDays(1);

    private static readonly Command Expect = new Command.Expect("R-1.v1", "ABC 123", SealClass.Security);

    private static readonly Command Apply =
        new Command.Apply("ABC-123", SealClass.HighSecurity, "S-1", Noon, new string('a', 64));

    [Fact]
    public void The_promised_seal_found_intact_has_no_finding() =>
        Assert.Empty(Codes(After(Expect, Apply, Look("abc123", SealCondition.Intact))));

    [Fact]
    public void A_door_without_the_promised_seal_is_named()
    {
        Assert.Equal(["seal-not-applied"], Codes(After(Expect)));
        Assert.Equal(["seal-number-differs"], Codes(After(
            Expect, new Command.Apply("ABC-124", SealClass.Security, "S-1", Noon, null))));
        Assert.Empty(Codes(After(Expect, Apply, Break(60))));
    }

    [Fact]
    public void A_seal_of_a_weaker_class_is_named()
    {
        Assert.Empty(Codes(After(Expect, new Command.Apply("ABC123", SealClass.Security, "S-1", Noon, null))));
        Assert.Equal(["seal-class-too-low"], Codes(After(
            Expect, new Command.Apply("ABC123", SealClass.Indicative, "S-1", Noon, null))));
        Assert.Equal(SealClass.HighSecurity, SealClasses.ByMark['H']);
    }

    [Theory]
    [InlineData("ABC123", SealCondition.Damaged, "seal-damaged")]
    [InlineData(null, SealCondition.Missing, "seal-missing")]
    [InlineData("ABC124", SealCondition.Intact, "seal-number-differs")]
    public void What_a_person_sees_is_held_against_what_was_applied(
        string? number, SealCondition condition, string code) =>
        Assert.Equal([code], Codes(After(Apply, Look(number, condition))));

    [Fact]
    public void An_opening_without_a_break_step_is_a_finding_once_the_grace_is_over()
    {
        var door = After(Apply, Circuit(CircuitState.Open, 60));

        Assert.Empty(door.Check(Noon, Noon + Duration.FromMinutes(75)));
        var finding = Assert.Single(door.Check(Noon, Noon + Duration.FromMinutes(75) + Duration.FromSeconds(1)));
        Assert.Equal(("seal-opened-without-step", "ss-1"), (finding.Code, finding.Place));
    }

    [Theory]
    [InlineData(45, true)]
    [InlineData(44, false)]
    [InlineData(75, true)]
    [InlineData(76, false)]
    public void A_break_step_within_a_quarter_of_an_hour_explains_an_opening(int minute, bool isExplained)
    {
        // The report may come before the step is entered or after it.
        var before = After(Apply, Circuit(CircuitState.Open, 60), Break(minute));
        Assert.Equal(isExplained, before.Unexplained.Count == 0);

        var after = After(Apply, Break(minute), Circuit(CircuitState.Open, 60));
        Assert.Equal(isExplained || minute < 60, after.Unexplained.Count == 0);
    }

    [Fact]
    public void A_break_step_does_not_explain_tampering() =>
        Assert.Equal(["seal-opened-without-step"], Codes(After(Apply, Circuit(CircuitState.Tampered, 60), Break(60))));

    [Fact]
    public void Doors_that_are_not_sealed_may_open()
    {
        Assert.Empty(Codes(After(Circuit(CircuitState.Open, 60))));
        Assert.Empty(Codes(After(Circuit(CircuitState.Open, -60), Apply)));
        Assert.Empty(Codes(After(
            Apply, Break(60), Circuit(CircuitState.Open, 300), Circuit(CircuitState.Closed, 310))));
    }

    [Fact]
    public void A_late_report_of_an_opening_before_the_break_is_still_a_finding() =>
        Assert.Equal(["seal-opened-without-step"], Codes(After(
            Apply,
            Break(300),
            new Command.Apply("XYZ1", SealClass.Security, "S-1", Noon + Duration.FromMinutes(310), null),
            Circuit(CircuitState.Open, 60))));

    [Fact]
    public void An_opening_before_the_custody_that_is_judged_is_not_its_finding() =>
        Assert.Empty(After(Apply, Circuit(CircuitState.Open, 60)).Check(Noon + Duration.FromMinutes(61), Later));

    [Fact]
    public void The_newest_report_by_its_time_tells_how_the_circuit_stands() =>
        Assert.Equal(
            CircuitState.Closed,
            After(Apply, Circuit(CircuitState.Closed, 70), Circuit(CircuitState.Open, 60)).Circuit!.State);

    [Fact]
    public void A_door_has_one_seal_at_a_time_and_a_number_is_used_once()
    {
        Command other = new Command.Apply("XYZ1", SealClass.Security, "S-1", Noon, null);
        Command again = new Command.Apply("abc 123", SealClass.Security, "S-1", Later, null);

        Assert.Equal(new SealRejection.AlreadySealed("ABC-123"), Refusal(After(Apply), other));
        Assert.Equal(new SealRejection.NumberUsed("abc 123"), Refusal(After(Apply, Break(60)), again));
        Assert.Equal(SealState.Sealed, After(Apply, Break(60), other).State);
    }

    [Fact]
    public void Only_the_seal_on_the_door_is_broken_or_inspected()
    {
        Command wrong = new Command.Break("XYZ1", "S-1", Noon, "unloading");

        Assert.Equal(new SealRejection.OtherNumber("ABC-123", "XYZ1"), Refusal(After(Apply), wrong));
        Assert.Equal(new SealRejection.NotSealed(), Refusal(SealedDoor.Initial, wrong));
        Assert.Equal(new SealRejection.NotSealed(), Refusal(SealedDoor.Initial, Look("A1", SealCondition.Intact)));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("A", true)]
    [InlineData("AB-12 3", true)]
    [InlineData("-A", false)]
    [InlineData("A--B", false)]
    [InlineData("Ä1", false)]
    [InlineData("12345678901234567890123456789012345", true)]
    [InlineData("123456789012345678901234567890123456", false)]
    public void A_seal_number_is_letters_and_digits(string number, bool isGood) =>
        Assert.Equal(
            isGood,
            Decide(new Command.Apply(number, SealClass.Security, "S-1", Noon, null)) is Decision.Accepted);

    [Fact]
    public void A_missing_seal_has_no_number_and_a_present_one_has()
    {
        Assert.IsType<SealRejection.Invalid>(Refusal(After(Apply), Look("ABC123", SealCondition.Missing)));
        Assert.IsType<SealRejection.Invalid>(Refusal(After(Apply), Look(null, SealCondition.Intact)));
    }

    [Fact]
    public void A_command_decided_again_at_once_is_already_done()
    {
        var any = Gen.OneOf(
            Gen.Elements(Expect, Apply),
            from minute in Gen.Choose(0, 90)
            from state in Gen.Elements(Enum.GetValues<CircuitState>())
            select (Command)Circuit(state, minute),
            Gen.Choose(0, 90).Select(Break),
            Gen.Elements("B1", "B2").Select(number =>
                (Command)new Command.Apply(number, SealClass.Security, "S-1", Noon, null)),
            Gen.Elements<Command>(Look("A1", SealCondition.Intact), Look(null, SealCondition.Missing)));
        Prop.ForAll(any.ArrayOf(20).ToArbitrary(), commands =>
        {
            var state = SealedDoor.Initial;
            foreach (var command in commands)
            {
                if (SealedDoor.Decide(state, command, Noon) is Decision.Accepted accepted)
                {
                    state = accepted.Events.Aggregate(state, SealedDoor.Evolve);
                    Assert.Same(Decision.AlreadyDone, SealedDoor.Decide(state, command, Noon));
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static Command.ReportCircuit Circuit(CircuitState state, int minute) =>
        new Command.ReportCircuit(state, "ss-1", Noon + Duration.FromMinutes(minute));

    private static Command Break(int minute) =>
        new Command.Break("ABC123", "S-1", Noon + Duration.FromMinutes(minute), "unloading");

    private static Command.Inspect Look(string? number, SealCondition condition) =>
        new Command.Inspect(number, condition, "S-2", Noon);

    private static Decision Decide(Command command) => SealedDoor.Decide(SealedDoor.Initial, command, Noon);

    private static SealedDoor After(params Command[] commands) =>
        commands.Aggregate(SealedDoor.Initial, (state, command) => Assert.IsType<Decision.Accepted>(
            SealedDoor.Decide(state, command, Noon)).Events.Aggregate(state, SealedDoor.Evolve));

    private static SealRejection Refusal(SealedDoor state, Command command) =>
        Assert.IsType<Decision.Rejected>(SealedDoor.Decide(state, command, Noon)).Reason;

    private static IEnumerable<string> Codes(SealedDoor door) =>
        door.Check(Noon, Later).Select(finding => finding.Code);
}
