using System.Text.Json.Serialization;
using Oms.Central.Carriers;
using Oms.Finance;

namespace Oms.Central.Fulfilments;

/// <content>Labels of packages.</content>
public abstract partial record FulfilmentCommand
{
    /// <summary>Has a carrier make a package's label.</summary>
    /// <param name="Label">Its number is the fulfilment order's to say.</param>
    /// <param name="Named">Whether somebody wants this very service; else another's label will do.</param>
    public sealed record RequestLabel(string Sscc, LabelAsk Label, bool Named) : FulfilmentCommand;

    /// <summary>A package's label is not wanted any more.</summary>
    public sealed record VoidLabel(string Sscc) : FulfilmentCommand;

    /// <summary>What became of a package's label.</summary>
    public sealed record RecordLabel(string Sscc, int Number, LabelStage Stage) : FulfilmentCommand
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Tracking { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Money? Cost { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Reason { get; init; }
    }
}

/// <content>Labels of packages.</content>
public abstract partial record FulfilmentEvent
{
    public sealed record LabelRequested(string Sscc, LabelAsk Label) : FulfilmentEvent;

    /// <summary>The carrier is to take a label back.</summary>
    public sealed record LabelVoidRequested(string Sscc, int Number) : FulfilmentEvent;

    /// <summary>What became of a label.</summary>
    public sealed record LabelRecorded(string Sscc, int Number, LabelStage Stage) : FulfilmentEvent
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Tracking { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Money? Cost { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Reason { get; init; }
    }
}
