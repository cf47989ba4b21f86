using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;
using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Locations;
using Oms.Entities;

namespace Oms.Central.Fulfilments;

/// <summary>Orders that are picked up in a store, over HTTP.</summary>
internal static class PickUpEndpoints
{
    private const int Digits = 8;
    private const int DaysMax = 30;

    /// <summary>Stands for the secret that digests of codes are made with: without it nobody can try codes out on what
    /// is stored.</summary>
    private static readonly Guid Pepper = new("c5b8f0a2-7c0d-5f55-9a31-2d1f4f0c9e70");

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<PickUpCodeBody>(
            "/fulfilment-orders/{id}/pick-up-codes", ApiScope.Integration, 201, "Give a customer a code to pick it up",
            context => writes.RunAsync(
                context, CentralJson.Default.PickUpCodeBody, addressInBody: false,
                (body, command) => IssueAsync(node, IdOf(context), body, command, context.RequestAborted)))
            .Produces<PickUpCodeView>(StatusCodes.Status201Created);
        _ = routes.Post<CollectBody>(
            "/fulfilment-orders/{id}/collect", ApiScope.Integration, 202, "Hand it out to who has the code",
            context => writes.RunAsync(
                context, CentralJson.Default.CollectBody, addressInBody: false,
                (body, command) => CollectAsync(node, IdOf(context), body, command)));
    }

    private static string IdOf(HttpContext context) => $"{context.Request.RouteValues["id"]}";

    private static async Task<Answer> IssueAsync(
        CentralNode node, string id, PickUpCodeBody body, CommandContext command, CancellationToken cancellationToken)
    {
        if (body.Days is < 1 or > DaysMax)
        {
            return Problems.Invalid("/days", $"It must be from 1 to {DaysMax}.");
        }

        if (!EntityAddress.IsId(id))
        {
            return FulfilmentAnswers.Missing;
        }

        var of = (await node.Fulfilments.ReadAsync(
            CentralNode.Address(FulfilmentOrder.Kind, id), cancellationToken)).State;
        if (of.Work is not { } work)
        {
            return FulfilmentAnswers.Missing;
        }

        var location = (await node.Locations.ReadAsync(
            CentralNode.Address(Location.Kind, EntityAddress.Join(work.Location)), cancellationToken)).State;
        if (location.Terms?.Kind != LocationKind.Store)
        {
            return Problems.Of(
                409, "illegal-transition", $"{work.Location} is no store; nobody can pick anything up there.");
        }

        // The code follows from the request's id and a secret, so a repeated request gets the same one; and its time is
        // that of the first.
        var code = CodeOf(node, command.Id.Value);
        var expires = of.PickUp is { } known && known.Hash == HashOf(node, id, code)
            ? known.ExpiresAt
            : node.Clock.GetCurrentInstant() + Duration.FromDays(body.Days);
        var reply = await node.Fulfilments.AskAsync(
            CentralNode.Address(FulfilmentOrder.Kind, id),
            new FulfilmentCommand.IssuePickUpCode(HashOf(node, id, code), expires),
            command);
        var answer = KeyedWrites.Receipt(reply, id, 201, FulfilmentAnswers.Explain);
        return reply.Outcome == ReplyOutcome.Accepted
            ? answer with
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(
                    new PickUpCodeView(
                        id, code,
                        reply.Events.OfType<FulfilmentEvent.PickUpCodeIssued>().FirstOrDefault()?.ExpiresAt ?? expires),
                    CentralJson.Default.PickUpCodeView),
            }
            : answer;
    }

    private static async Task<Answer> CollectAsync(
        CentralNode node, string id, CollectBody body, CommandContext command)
    {
        if (body.Code.Length != Digits || !body.Code.All(char.IsAsciiDigit))
        {
            return Problems.Invalid("/code", $"It has {Digits} digits.");
        }

        if (!EntityAddress.IsId(id))
        {
            return FulfilmentAnswers.Missing;
        }

        var reply = await node.Fulfilments.AskAsync(
            CentralNode.Address(FulfilmentOrder.Kind, id),
            new FulfilmentCommand.Collect(HashOf(node, id, body.Code), command.Principal.ToString()),
            command);
        return reply.Events.OfType<FulfilmentEvent.PickUpFailed>().FirstOrDefault() is { } failed
            ? Problems.Of(409, "pick-up-code-wrong", $"The code is wrong; {failed.Left} attempts are left.")
            : KeyedWrites.Receipt(reply, id, 202, FulfilmentAnswers.Explain);
    }

    private static string CodeOf(CentralNode node, Guid request)
    {
        var digest = SHA512.HashData(Encoding.UTF8.GetBytes($"pick-up/v1\n{node.Keys.EnrolmentCode(request)}"));
        var number = new BigInteger(digest, isUnsigned: true) % BigInteger.Pow(10, Digits);
        return number.ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0');
    }

    private static string HashOf(CentralNode node, string id, string code) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{node.Keys.EnrolmentCode(Pepper)}\n{id}\n{code}")));
}

/// <param name="Days">How long it counts, 1 to 30.</param>
internal sealed record PickUpCodeBody(int Days = 7);

/// <param name="Code">Eight digits; shown only here.</param>
internal sealed record PickUpCodeView(string Id, string Code, Instant ExpiresAt);

internal sealed record CollectBody(string Code);

/// <summary>What is shown of a code: never the code.</summary>
/// <param name="Refused">Why not all of it could be handed out; null where it could.</param>
internal sealed record PickUpView(Instant ExpiresAt, int AttemptsLeft, bool Collected, string? Refused)
{
    public static PickUpView? Of(PickUpCode? code) => code is null
        ? null
        : new(code.ExpiresAt, FulfilmentOrder.PickUpAttemptsMax - code.Failed, code.IsCollected, code.Refused);
}
