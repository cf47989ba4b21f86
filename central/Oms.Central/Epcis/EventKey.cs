using System.Security.Cryptography;
using System.Text;

namespace Oms.Central.Epcis;

/// <summary>The entity that keeps an event.</summary>
internal static class EventKey
{
    /// <summary>An event id is a URI of any length; its SHA-256 in lower-case hex is a good address.</summary>
    public static string Of(string eventId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(eventId)));
}
