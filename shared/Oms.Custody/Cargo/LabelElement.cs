namespace Oms.Custody.Cargo;

/// <summary>One element of a label.</summary>
/// <param name="Ai">The application identifier's digits, such as <c>01</c> or <c>3103</c>.</param>
/// <param name="Value">Its value, as read.</param>
/// <param name="Title">The data title.</param>
public sealed record LabelElement(string Ai, string Value, string Title);
