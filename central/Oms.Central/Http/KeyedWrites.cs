using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Entities;

namespace Oms.Central.Http;

/// <summary>Carries out POSTs so that each <c>Idempotency-Key</c> has one effect and one answer.</summary>
/// <remarks>
/// The key becomes the command's id, and a digest of the body its fingerprint; both are stored by the journal in the
/// same write as the effect. Where the address of the entity follows from the body, what the key stands for is stored
/// before the effect too, so that another body under the same key is always found out.
/// </remarks>
internal sealed class KeyedWrites(CentralNode node)
{
    private const int KeyCharsMax = 200;
    private static readonly Guid Space = new("3d7f1b1e-6e0a-5b0e-8f0e-0d9a3f6f2c11");
    private static readonly TimeSpan InFlightWait = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, byte> _inFlight = new();

    /// <summary>Runs a write.</summary>
    /// <param name="context">The request.</param>
    /// <param name="json">The form of its body.</param>
    /// <param name="addressInBody">Whether the body says which entity it is for.</param>
    /// <param name="write">Carries it out.</param>
    /// <param name="bytesMax">The longest body.</param>
    public async Task<IResult> RunAsync<TBody>(
        HttpContext context,
        JsonTypeInfo<TBody> json,
        bool addressInBody,
        Func<TBody, CommandContext, Task<Answer>> write,
        int bytesMax = StrictBody.BytesMax)
        where TBody : class
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length is 0 or > KeyCharsMax || key.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return Problems.Of(
                400, "idempotency-key-missing", $"Give an Idempotency-Key of 1 to {KeyCharsMax} printable characters.");
        }

        var (body, unread) = await StrictBody.ReadAsync(context, bytesMax);
        if (unread is not null)
        {
            return unread;
        }

        var caller = Caller.Of(context);
        var id = CommandId.Version5(
            Space, $"{EntityAddress.MainTenant}\0{caller.Principal}\0POST {context.Request.Path}\0{key}");
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(
            [.. Encoding.UTF8.GetBytes($"{context.Request.Path}\0{context.Request.Headers.IfMatch}\0"), .. body!]));
        if (!_inFlight.TryAdd(id.Value, 0))
        {
            return Problems.Of(409, "idempotency-in-flight", "The first request with this key has not been answered.")
                with
            { RetryAfter = InFlightWait };
        }

        try
        {
            return await OnceAsync(id, fingerprint, body!, json, addressInBody, caller, write);
        }
        catch (Exception failure) when (failure is DbException or JournalUnavailableException)
        {
            return Problems.Of(503, "unavailable",
                "The store of answers cannot be written; try again with the same key.");
        }
        finally
        {
            _ = _inFlight.TryRemove(id.Value, out _);
        }
    }

    private async Task<Answer> OnceAsync<TBody>(
        CommandId id,
        string fingerprint,
        byte[] body,
        JsonTypeInfo<TBody> json,
        bool addressInBody,
        Caller caller,
        Func<TBody, CommandContext, Task<Answer>> write)
        where TBody : class
    {
        var known = await node.Requests.FindAsync(id.Value);
        if (known is not null && known.Fingerprint != fingerprint)
        {
            return Reused();
        }

        if (known?.Answer is { } before)
        {
            return before with { Replayed = true };
        }

        var (value, invalid) = StrictBody.Parse(body, json);
        if (invalid is not null)
        {
            return invalid;
        }

        if (addressInBody && known is null && !await node.Requests.IntendAsync(id.Value, fingerprint))
        {
            return Problems.Of(503, "back-pressure", "Too much waits already; try again.");
        }

        var answer = await write(
            value!, new CommandContext(id, caller.Principal)
            {
                Fingerprint = fingerprint,
                Correlation = id.ToString(),

                // The same request may still be on its way by another node when this one refuses it.
                KeepsRejection = node.IsMember,
            });
        if (answer.Unstored || answer.Status is < 200 or >= 500)
        {
            return answer;
        }

        var holds = await node.Requests.AnswerAsync(id.Value, fingerprint, answer);
        return holds switch
        {
            null => Problems.Of(503, "back-pressure", "Too much waits already; try again."),
            _ when holds.Fingerprint != fingerprint => Reused(),
            { Answer: { } first } when !ReferenceEquals(first, answer) => first with { Replayed = true },
            _ => answer,
        };
    }

    /// <summary>The answer to a command: a receipt, or the problem.</summary>
    /// <remarks>A receipt of what was done before, by another request, is kept as refusals are: the journal does not
    /// know the command, and the entity moves on.</remarks>
    public static Answer Receipt<TEvent, TRejection>(
        Reply<TEvent, TRejection> reply,
        string id,
        int status,
        Func<TRejection, Answer> rejected,
        string? location = null) =>
        reply.Outcome switch
        {
            ReplyOutcome.Accepted => new Answer(
                status,
                JsonSerializer.SerializeToUtf8Bytes(
                    new ReceiptBody(id, reply.Position.ToString()), CentralJson.Default.ReceiptBody),
                Answer.Json)
            {
                Position = reply.Position.ToString(),
                Location = location,
                Replayed = reply.Repeated,
                Unstored = reply.Repeated || reply.Events.Count > 0,
            },
            ReplyOutcome.Rejected when reply.Rejection is { } reason => rejected(reason),
            ReplyOutcome.Rejected => Problems.Of(
                409, "refused-before", "The request was refused before, and why is not known any more."),
            ReplyOutcome.IdReused => Reused(),
            _ => Problems.Retry(reply),
        };

    /// <summary>It is not noted: the key goes on standing for the request that used it first, whose answer may not have
    /// been noted before a crash.</summary>
    private static Answer Reused() =>
        Problems.Of(422, "idempotency-key-reused", "The key was used before for another request.") with
        {
            Unstored = true,
        };
}

/// <summary>The answer to a write that was accepted.</summary>
internal sealed record ReceiptBody(string Id, string Position);
