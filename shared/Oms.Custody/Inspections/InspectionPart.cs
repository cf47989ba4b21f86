namespace Oms.Custody.Inspections;

/// <summary>A part of a vehicle that a driver inspects.</summary>
/// <param name="Name">Its name in records, kebab case.</param>
/// <param name="Title">What a person reads, in English.</param>
/// <param name="Section">The paragraph that names it; null for <see cref="InspectionParts.Other"/>.</param>
public sealed record InspectionPart(string Name, string Title, string? Section);
