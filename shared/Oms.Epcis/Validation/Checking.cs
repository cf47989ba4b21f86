using System.Text.Json;

namespace Oms.Epcis;

/// <summary>Checks one value; says what is wrong to the checking that goes on.</summary>
internal delegate void Rule(JsonElement value, string path, Checking checking);

/// <summary>One pass over a document or an event.</summary>
/// <param name="context">What prefixes mean here.</param>
/// <param name="findings">Gets what is wrong.</param>
internal sealed class Checking(EpcisContext context, ICollection<EpcisFinding> findings)
{
    /// <summary>What prefixes mean here.</summary>
    public EpcisContext Context => context;

    /// <summary>Notes something wrong.</summary>
    public void Add(string code, string path, string message) => findings.Add(new EpcisFinding(code, path, message));
}
