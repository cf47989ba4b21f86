using System.Text.Json.Serialization;
using Oms.Central.Carriers;

namespace Oms.Central.Returns;

/// <content>The label with which units are sent back.</content>
public abstract partial record ReturnCommand
{
    /// <summary>Has a carrier make the label.</summary>
    /// <param name="Sscc">The parcel's number; that of an earlier label is kept.</param>
    /// <param name="Label">Its number is the return's to say.</param>
    /// <param name="Named">Whether somebody wants this very service; else another's label will do.</param>
    public sealed record RequestLabel(string Sscc, LabelAsk Label, bool Named) : ReturnCommand;

    /// <summary>What became of the label.</summary>
    public sealed record RecordLabel(string Sscc, int Number, LabelStage Stage) : ReturnCommand
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Tracking { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Reason { get; init; }
    }
}

/// <content>The label with which units are sent back.</content>
public abstract partial record ReturnEvent
{
    public sealed record ReturnLabelRequested(string Sscc, LabelAsk Label) : ReturnEvent;

    /// <summary>Nothing will be sent with it.</summary>
    public sealed record ReturnLabelUnwanted(string Sscc, int Number) : ReturnEvent;

    /// <summary>What became of the label.</summary>
    public sealed record ReturnLabelRecorded(string Sscc, int Number, LabelStage Stage) : ReturnEvent
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Tracking { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Reason { get; init; }
    }
}

/// <summary>The label with which units of a return are sent back.</summary>
/// <param name="Sscc">The parcel's number, under which its labels are kept.</param>
/// <param name="Number">The parcel's how manieth label it is, from 1.</param>
public sealed record ReturnLabel(string Sscc, int Number, LabelStage Stage, string Carrier, string Service)
{
    /// <summary>The carrier's number of the parcel; null before there is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tracking { get; init; }

    /// <summary>Why it was declined, or is kept; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }
}
