namespace Oms.Central.Json;

/// <summary>A command of somebody who saw a revision of what it is for, and means that one.</summary>
public interface IExpectsRevision
{
    /// <summary>The revision that the caller saw; null for any.</summary>
    long? Expected { get; }
}
