using Oms.Actors;

namespace Oms.Central.Http;

/// <summary>What a read of one entity rests on: <c>?consistency=strict</c>, or <c>lease</c>, the default.</summary>
internal static class Consistency
{
    /// <summary>The name of the query field.</summary>
    public const string Field = "consistency";

    /// <summary>Says that the endpoint reads one entity, so that it can be asked to read strictly.</summary>
    public static RouteHandlerBuilder ReadsOneEntity(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(Choice.Offered);

    /// <summary>What the request asks for; <see cref="FaultOf"/> has found nothing wrong with it.</summary>
    public static ReadConsistency Of(HttpContext context) =>
        Read(context) ?? ReadConsistency.Lease;

    /// <summary>Why the request cannot have what it asks for; null when it can. A stricter read than the one that is
    /// made is never promised.</summary>
    public static Answer? FaultOf(HttpContext context) =>
        Read(context) switch
        {
            null => Problems.Invalid(Field, "It must be strict or lease."),
            ReadConsistency.Strict when context.GetEndpoint()?.Metadata.GetMetadata<Choice>() is null =>
                Problems.Invalid(Field, "Only one entity, read by its id, is read strictly. Give a list minPosition."),
            _ => null,
        };

    private static ReadConsistency? Read(HttpContext context) =>
        context.Request.Query[Field].ToString() switch
        {
            "" or "lease" => ReadConsistency.Lease,
            "strict" => ReadConsistency.Strict,
            _ => null,
        };

    private sealed class Choice
    {
        public static Choice Offered { get; } = new();
    }
}
