using Oms.Custody.CheckOuts;
using Oms.Custody.Seals;
using Oms.Entities;

namespace Oms.Edge.Seals;

/// <summary>What the seals step of a visit tells the record of the door.</summary>
public static class DoorSteps
{
    private const string BySystem = "system";

    /// <summary>The record of one door of a trailer, or of a vehicle without one.</summary>
    /// <returns>Null where unit and door together are no id.</returns>
    public static EntityAddress? DoorOf(string unit, string door) =>
        EntityAddress.Join(unit, door) is var id && EntityAddress.IsId(id)
            ? EntityAddress.Of(SealEvents.Kind, id)
            : null;

    /// <summary>The commands, in their order.</summary>
    /// <param name="visit">The check-out, which stands for the manifest whose number is expected.</param>
    public static IEnumerable<SealCommand> Of(string visit, CheckOutEvent.SealHandled handled)
    {
        var by = handled.Actor?.Person ?? BySystem;
        if (handled.Expected is { } expected)
        {
            yield return new SealCommand.Expect(visit, expected, null);
        }

        switch (handled)
        {
            case { Action: SealAction.Applied, Number: { } number }:
                yield return new SealCommand.Apply(
                    number, handled.Class ?? SealClass.Indicative, by, handled.At, null);
                break;

            // The gateway's own word that a circuit opened explains no opening: only a person breaks a seal.
            case { Action: SealAction.Broken, Number: { } number, Actor: not null, Reason: { } reason }:
                yield return new SealCommand.Break(number, by, handled.At, reason);
                break;
            case { Action: SealAction.Checked, Condition: { } condition }:
                yield return new SealCommand.Inspect(handled.Number, condition, by, handled.At);
                break;
            default:
                break;
        }
    }
}
