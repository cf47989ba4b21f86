using System.Collections.Frozen;

namespace Oms.Custody.Seals;

/// <summary>The marks by which the classes of ISO 17712 are told apart on the seal.</summary>
public static class SealClasses
{
    /// <summary>The class of each mark.</summary>
    public static FrozenDictionary<char, SealClass> ByMark { get; } = new Dictionary<char, SealClass>
    {
        ['I'] = SealClass.Indicative,
        ['S'] = SealClass.Security,
        ['H'] = SealClass.HighSecurity,
    }.ToFrozenDictionary();
}
