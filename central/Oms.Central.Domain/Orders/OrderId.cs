using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Oms.Central.Orders;

/// <summary>Ids of orders and of their reservations.</summary>
public static class OrderId
{
    /// <summary>The kind in every order's address.</summary>
    public const string Kind = "order";

    private const int HashBytes = 16;

    /// <summary>The order's id, derived so that a channel's reference is placed once, for ever.</summary>
    /// <returns>32 lower-case hex digits: the first 16 bytes of SHA-256(tenant NUL channel NUL reference).</returns>
    public static string Of(string tenant, string channel, string externalRef) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\0{channel}\0{externalRef}")).AsSpan(0, HashBytes));

    /// <summary>The id of a line's n-th reservation: <c>{order}/{line}/{n}</c>.</summary>
    public static string Reservation(string order, int line, int request) =>
        string.Create(CultureInfo.InvariantCulture, $"{order}/{line}/{request}");

    /// <summary>Reads a reservation's id back.</summary>
    /// <returns>The order and the line; null when it is no order's reservation.</returns>
    public static (string Order, int Line)? OfReservation(string reservation) =>
        reservation.Split('/') is [var order, var line, _]
            && int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (order, number)
            : null;
}
