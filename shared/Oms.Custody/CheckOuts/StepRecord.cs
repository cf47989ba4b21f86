namespace Oms.Custody.CheckOuts;

/// <summary>The record of a step that stands.</summary>
/// <param name="Number">Its place among the visit's records, from 1: the custody seq of its leaf.</param>
public sealed record StepRecord(long Number, CheckOutEvent Event);
