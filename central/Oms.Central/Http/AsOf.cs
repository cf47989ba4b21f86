using NodaTime;
using NodaTime.Text;
using Oms.Actors;
using Oms.Entities;

namespace Oms.Central.Http;

/// <summary>Reads of the past: <c>?asOf=2026-11-21T12:00:00Z</c> shows one entity as it was then.</summary>
internal static class AsOf
{
    /// <summary>The name of the query field.</summary>
    public const string Field = "asOf";

    /// <summary>Records that are folded for one answer; an entity that had more by then is told so.</summary>
    public const int RecordsMax = 20_000;

    /// <summary>Says that the endpoint can show the past.</summary>
    public static RouteHandlerBuilder ShowsThePast(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(Choice.Offered);

    /// <summary>Why the request cannot have what it asks for; null when it can, or asks for the present. The present is
    /// never shown in the place of the past.</summary>
    public static Answer? FaultOf(HttpContext context, Instant now) =>
        !IsAsked(context) ? null
        : context.GetEndpoint()?.Metadata.GetMetadata<Choice>() is null
            ? Problems.Invalid(
                Field,
                "Only the trial balance, what was on time in full, and one order, stock item, return, claim or "
                    + "valuation read by its id, are shown as they were.")
        : Read(context) is not { } at ? Problems.Invalid(Field, "It must be an instant such as 2026-11-21T12:00:00Z.")
        : at > now ? Problems.Invalid(Field, "It lies ahead.")
        : null;

    /// <summary>One entity as the request asks for it: now, or at an instant.</summary>
    /// <returns>The state, or the problem.</returns>
    public static async Task<(TState? State, Answer? Problem)> ReadAsync<TState, TCommand, TEvent, TRejection>(
        HttpContext context,
        EntityAddress address,
        IShardRegion<TState, TCommand, TEvent, TRejection> now,
        PastReader<TState, TCommand, TEvent, TRejection> past)
        where TState : IEntity<TState, TCommand, TEvent, TRejection>
    {
        if (!IsAsked(context))
        {
            return ((await now.ReadAsync(address, Consistency.Of(context), context.RequestAborted)).State, null);
        }

        try
        {
            return (await past.ReadAsync(address, Read(context)!.Value, RecordsMax, context.RequestAborted), null);
        }
        catch (PastTooLongException failure)
        {
            return (default, Problems.Of(
                422, "past-too-long",
                $"It had more than {failure.RecordsMax} records by then; ask for an instant nearer to now, or read "
                    + "its events."));
        }
    }

    /// <summary>The answer's entity tag: none for the past, which nothing can be changed by.</summary>
    public static string? ETag(HttpContext context, long revision) =>
        IsAsked(context) ? null : Preconditions.ETag(revision);

    private static bool IsAsked(HttpContext context) => context.Request.Query.ContainsKey(Field);

    /// <summary>The instant that a request asks for; null for now.</summary>
    public static Instant? Of(HttpContext context) => IsAsked(context) ? Read(context) : null;

    private static Instant? Read(HttpContext context) =>
        InstantPattern.ExtendedIso.Parse(context.Request.Query[Field].ToString()) is { Success: true } parsed
            ? parsed.Value
            : null;

    private sealed class Choice
    {
        public static Choice Offered { get; } = new();
    }
}
