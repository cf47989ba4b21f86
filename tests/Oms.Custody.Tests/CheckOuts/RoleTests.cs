using Oms.Custody.CheckOuts;
using Xunit;
using static Oms.Custody.Tests.CheckOuts.CheckOutSamples;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;

namespace Oms.Custody.Tests.CheckOuts;

public sealed class RoleTests
{
    [Fact]
    public void A_role_that_may_not_do_a_step_is_refused_and_those_that_may_are_named()
    {
        var refusal = Assert.IsType<CheckOutRejection.RoleNotAllowed>(Refusal(
            After(Arrive, Attach, StopOne, StopTwo), Verify with { Actor = TheDriver }));

        Assert.Equal(("cargo", Role.Driver), (refusal.Step, refusal.Role));
        Assert.Equal([Role.Supervisor], refusal.Allowed);
    }

    [Theory]
    [InlineData(Role.Dispatcher)]
    [InlineData(Role.Yard)]
    [InlineData(Role.System)]
    public void Only_driver_and_supervisor_sign(Role role) =>
        Assert.Equal(
            [Role.Driver, Role.Supervisor],
            Assert.IsType<CheckOutRejection.RoleNotAllowed>(
                Refusal(After(Steps), new Command.SignOff(role, "X-1", Hash) { Actor = new Actor("X-1", role) }))
                .Allowed);

    [Fact]
    public void Nobody_signs_for_another() =>
        Assert.Equal(
            new CheckOutRejection.WrongSigner("D-7", "S-1"),
            Refusal(After(Steps), new Command.SignOff(Role.Driver, "D-7", Hash) { Actor = TheSupervisor }));

    [Fact]
    public void Only_who_would_receive_refuses()
    {
        Command refusal = new Command.Refuse("It smells.", "D-7") { Actor = TheDriver };

        Assert.IsType<CheckOutRejection.RoleNotAllowed>(Refusal(After(Arrive), refusal));
        Assert.Equal("depot:lyon", Go(After(CheckInTests.Arrive), refusal).Custodian);
    }

    [Fact]
    public void Every_step_and_every_outcome_of_it_is_in_the_catalog()
    {
        Assert.All(StepCatalog.InOrder, step => Assert.NotEmpty(step.Roles));
        Assert.Equal(StepCatalog.All.Count, StepCatalog.InOrder.Count);
        foreach (var happened in After([.. Steps, Excursion(1, true)]).Known!.Steps)
        {
            var step = StepCatalog.All[CheckOutSteps.OfKey(happened.Key)];
            Assert.True(StepOutcomes.Of(happened.Value.Event) is not { } outcome || step.Outcomes.Contains(outcome));
        }
    }

    [Fact]
    public void The_record_says_who_did_it_and_in_which_role()
    {
        Assert.Equal(TheSupervisor, After(Steps).Known!.Keys!.Actor);
        Assert.Null(After(Steps).Known!.Steps["manifest"].Event.Actor);
    }
}
