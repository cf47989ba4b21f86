using NodaTime;
using Oms.Central.Payments;

namespace Oms.Simulation.Tests.Hosts;

/// <summary>A payment provider with a ledger of its own, that is silent, late, double and false as the world
/// says.</summary>
/// <remarks>It checks no limit: whatever it is asked for moves money. Each key is carried out once.</remarks>
internal sealed class SimProvider(SimWorld world) : IPaymentProvider
{
    private const int FaultOneIn = 3;

    /// <summary>What moved, by key.</summary>
    public Dictionary<string, ProviderCall> Ledger { get; } = new(StringComparer.Ordinal);

    public async Task<ProviderAnswer> CallAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        await DelayAsync(500);
        if (!world.Chaos.Strikes(FaultOneIn))
        {
            return CarryOut(call);
        }

        switch (world.Random.Next(5))
        {
            case 0:
                world.Trace.Fault("provider: request lost");
                return new ProviderAnswer.Unclear("request-lost");
            case 1:
                world.Trace.Fault("provider: answer lost");
                _ = CarryOut(call);
                return new ProviderAnswer.Unclear("answer-lost");
            case 2:
                world.Trace.Fault("provider: carried out later");
                world.Start(async () =>
                {
                    await DelayAsync(90_000);
                    _ = CarryOut(call);
                });
                return new ProviderAnswer.Unclear("pending");
            case 3:
                world.Trace.Fault("provider: carried out twice asked");
                _ = CarryOut(call);
                return CarryOut(call);
            default:
                world.Trace.Fault("provider: lied");
                _ = CarryOut(call);
                return new ProviderAnswer.Declined("no-funds");
        }
    }

    public async Task<ProviderAnswer> AskAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        await DelayAsync(500);
        return world.Chaos.Strikes(FaultOneIn) ? new ProviderAnswer.Unclear("no-answer")
            : Ledger.ContainsKey(call.Key) ? CarryOut(call)
            : new ProviderAnswer.NeverHeardOf();
    }

    public Task<ProviderDispute?> FindDisputeAsync(string reference, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderDispute?>(null);

    /// <summary>Its report is what its ledger has, in one page.</summary>
    public Task<SettlementPage> ReadSettlementAsync(
        Instant from, Instant until, string? after, CancellationToken cancellationToken) =>
        Task.FromResult(new SettlementPage(
            [.. Ledger.Values.Where(IsMovement).Select(call => RowOf(call, from))], null, null));

    private static bool IsMovement(ProviderCall call) => call.Kind is TransactionKind.Capture or TransactionKind.Refund;

    private static SettlementRow RowOf(ProviderCall call, Instant at) => new(
        "row-of-" + call.Key[^int.Min(call.Key.Length, 50)..],
        call.Kind == TransactionKind.Capture ? SettledKind.Capture : SettledKind.Refund,
        call.Amount,
        at)
    {
        Key = call.Key,
    };

    /// <summary>Minor units that moved.</summary>
    public long Moved(string payment, TransactionKind kind) =>
        Ledger.Values.Where(call => call.Payment == payment && call.Kind == kind).Sum(call => call.Amount.Minor);

    private ProviderAnswer.Succeeded CarryOut(ProviderCall call)
    {
        if (Ledger.TryGetValue(call.Key, out var known))
        {
            SimWorld.Must(known == call, $"the key {call.Key} stands for {known}, and now for {call}");
        }
        else
        {
            world.Trace.Add($"provider {call.Kind} {call.Amount} as {call.Key}");
            Ledger.Add(call.Key, call);
        }

        return new ProviderAnswer.Succeeded($"psp-{call.Key}", null);
    }

    private Task DelayAsync(int millisecondsMax) =>
        Task.Delay(TimeSpan.FromMilliseconds(world.Random.Next(1, millisecondsMax)), world.Time);
}
