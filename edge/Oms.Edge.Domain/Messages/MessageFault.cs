namespace Oms.Edge.Messages;

/// <summary>Why a message cannot be used.</summary>
/// <param name="Reason">A word from a fixed set, such as <c>malformed</c> or <c>out-of-range</c>.</param>
/// <param name="Field">The member at fault, as a path such as <c>zones[0].return_milli_c</c>; empty for the
/// whole.</param>
/// <param name="Detail">For people.</param>
public sealed record MessageFault(string Reason, string Field, string Detail)
{
    public const string Malformed = "malformed";
    public const string OutOfRange = "out-of-range";
    public const string ClockDoubt = "clock-doubt";
    public const string UnknownTopic = "unknown-topic";
    public const string TooLarge = "too-large";
    public const string Refused = "refused";
    public const string NoCheckOut = "no-check-out";
    public const string UnknownBadge = "unknown-badge";
}
