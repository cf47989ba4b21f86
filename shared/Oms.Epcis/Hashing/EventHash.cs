using System.Security.Cryptography;
using System.Text;

namespace Oms.Epcis;

/// <summary>Event ids that are made of what an event says (CBV 2.0, section 8.9).</summary>
public static class EventHash
{
    private const string Stem = "ni:///sha-256;";

    private const string Version = "?ver=CBV2.0";

    /// <summary>The hash id of an event: a named-information URI (RFC 6920) of its pre-hash string's SHA-256.</summary>
    /// <remarks>Two descriptions of one event have one id, whatever the order and spelling of their parts; the id the
    /// sender gave, the time of recording and an error declaration take no part.</remarks>
    public static string Of(EpcisEvent happened) => OfPreHash(PreHash.Of(happened));

    /// <summary>The id of a pre-hash string.</summary>
    public static string OfPreHash(string preHash) =>
        Stem + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(preHash))) + Version;
}
