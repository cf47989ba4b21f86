using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Orders;

/// <summary>What the memory of a customer's orders can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(RecentOrdersCommand.Note), "note")]
public abstract record RecentOrdersCommand
{
    private RecentOrdersCommand()
    {
    }

    /// <param name="WindowMinutes">How long orders count: 1 to <see cref="RecentOrders.WindowMinutesMax"/>.</param>
    public sealed record Note(string Order, string Fingerprint, int WindowMinutes) : RecentOrdersCommand;
}

/// <summary>What was noted. Stored for ever (<see cref="RecentOrdersEvents"/>).</summary>
public abstract record RecentOrdersEvent
{
    private RecentOrdersEvent()
    {
    }

    /// <param name="Count">Other orders within the window.</param>
    /// <param name="SameAs">The latest of them with the same goods; null where there is none.</param>
    public sealed record OrderNoted(
        string Order, string Fingerprint, Instant At, int WindowMinutes, int Count, string? SameAs)
        : RecentOrdersEvent;
}

/// <summary>Why nothing was noted.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(RecentOrdersRejection.WindowInvalid), "window_invalid")]
public abstract record RecentOrdersRejection
{
    private RecentOrdersRejection()
    {
    }

    /// <summary>The window is below 1 minute or above the most.</summary>
    public sealed record WindowInvalid(int Max) : RecentOrdersRejection;
}

/// <summary>How these events and the state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(RecentOrdersEvent.OrderNoted))]
[JsonSerializable(typeof(RecentOrders))]
public sealed partial class RecentOrdersJson : JsonSerializerContext;

/// <summary>How the commands, rejections and the state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(RecentOrdersCommand))]
[JsonSerializable(typeof(RecentOrdersRejection))]
[JsonSerializable(typeof(RecentOrders))]
public sealed partial class RecentOrdersWireJson : JsonSerializerContext;

/// <summary>The released names of these events.</summary>
public static class RecentOrdersEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
        [EventForm.First("recent-orders.noted", RecentOrdersJson.Default.OrderNoted)];
}
