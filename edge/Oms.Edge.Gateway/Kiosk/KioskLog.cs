using System.Net;

namespace Oms.Edge.Gateway.Kiosk;

internal static partial class KioskLog
{
    [LoggerMessage(3401, LogLevel.Information, "Signed {Person} in by {Means} at {Address}")]
    public static partial void SignedIn(this ILogger log, string person, string means, IPAddress address);

    [LoggerMessage(3402, LogLevel.Warning, "Locked the sign-in of {Subject} after wrong ones in a row")]
    public static partial void SignInLocked(this ILogger log, string subject);

    [LoggerMessage(3403, LogLevel.Information,
        "Serves the kiosk at {Url}; the SHA-256 of its certificate's key is {KeyPin}")]
    public static partial void KioskServed(this ILogger log, string url, string keyPin);

    [LoggerMessage(3404, LogLevel.Information, "Made the kiosk's certificate {File}, valid until {Until}")]
    public static partial void KioskCertificateMade(this ILogger log, string file, DateTimeOffset until);

    [LoggerMessage(3405, LogLevel.Error, "The kiosk's certificate cannot be renewed, so the old one stays: {Reason}")]
    public static partial void KioskCertificateNotMade(this ILogger log, string reason);
}
