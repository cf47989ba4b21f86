using System.Buffers;
using System.Text;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Actors.Codecs;
using Oms.Actors.Journal;
using Oms.Actors.Tests.Ledger;
using Oms.Entities;
using Xunit;

namespace Oms.Actors.Tests;

/// <summary>What an older version wrote, byte for byte, is read by today's.</summary>
public sealed class UpcasterTests
{
    /// <summary>A deposit as the first version wrote it.</summary>
    private const string GoldenV1 = """{"euros":5,"note":"from the counter"}""";

    /// <summary>A deposit as today's version writes it.</summary>
    private const string GoldenV2 = """{"amount":7}""";

    // Amounts were whole euros once; today they are cents.
    private static readonly JsonEventCodec<AccountEvent> Codec = JsonEventCodec<AccountEvent>.Create()
        .AddOld("account.deposited", 1, OldJson.Default.DepositedV1, old => new AccountEvent.Deposited(old.Euros * 100))
        .Add("account.deposited", 2, AccountJson.Default.Deposited)
        .Build();

    private static readonly CommandId FirstId = CommandId.Version7(
        LedgerFixture.Noon.ToUnixTimeMilliseconds(), new byte[10]);

    private readonly MemoryStore _store = new(1);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Todays_decider_goes_on_from_an_event_that_an_older_version_wrote()
    {
        await using var ledger = await StartedAsync(new BalanceProjection());

        Assert.Equal(500, (await ledger.ReadAsync("a")).State.Balance);
        var reply = await ledger.AskAsync("a", new AccountCommand.Deposit(7));

        Assert.Equal((2L, 507L), (reply.Version, (await ledger.ReadAsync("a")).State.Balance));
    }

    [Fact]
    public async Task Old_events_stay_as_they_are_and_new_ones_are_written_in_todays_form()
    {
        await using var ledger = await StartedAsync();
        await ledger.AskAsync("a", new AccountCommand.Deposit(7));

        var log = await ledger.Journal.ReadShardAsync(0, 0, 10, Cancelled);

        Assert.Equal([1, 2], log.Select(record => record.EventVersion));
        Assert.Equal([GoldenV1, GoldenV2], log.Select(record => Encoding.UTF8.GetString(record.Payload.Span)));
    }

    [Fact]
    public async Task A_read_model_and_a_repeated_command_see_the_old_event_in_todays_shape()
    {
        var balances = new BalanceProjection();
        await using var ledger = await StartedAsync(balances);
        await ledger.System.WaitUntilIdleAsync(Cancelled);

        var repeated = await ledger.AskAsync(
            "a", new AccountCommand.Deposit(500), new CommandContext(FirstId, LedgerFixture.Tester));

        Assert.Equal(500, balances.Balances["a"]);
        Assert.True(repeated.Repeated);
        Assert.Equal([new AccountEvent.Deposited(500)], repeated.Events);
    }

    [Fact]
    public void An_older_shape_with_a_member_that_it_never_had_is_refused() =>
        Assert.Throws<InvalidDataException>(() => Codec.Read(
            new EventName("account.deposited", 1), """{"euros":5,"note":"","amount":7}"""u8.ToArray()));

    private async Task<LedgerFixture> StartedAsync(params IEnumerable<object> consumers)
    {
        var meta = new ArrayBufferWriter<byte>();
        RecordMetaJson.Write(new RecordMeta(LedgerFixture.Tester, null, null, null), meta);
        var journal = new MemoryJournal(_store);
        var term = await journal.AcquireAsync(0, Guid.Empty);
        await journal.AppendAsync(new AppendBatch([new ShardAppend(term, 0, [new JournalRecord
        {
            Shard = 0,
            Offset = 1,
            Address = LedgerFixture.Address("a"),
            Seq = 1,
            Epoch = term.Epoch,
            CommandId = FirstId,
            EventType = "account.deposited",
            EventVersion = 1,
            RecordedAt = LedgerFixture.Noon - Duration.FromDays(900),
            Meta = meta.WrittenMemory,
            Payload = Encoding.UTF8.GetBytes(GoldenV1),
        }])]));
        return await new LedgerFixture(journal, type: AccountKind.Type with { Events = Codec }).StartedAsync(consumers);
    }
}

/// <summary>A deposit's first shape.</summary>
internal sealed record DepositedV1(long Euros, string Note);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DepositedV1))]
internal sealed partial class OldJson : JsonSerializerContext;
