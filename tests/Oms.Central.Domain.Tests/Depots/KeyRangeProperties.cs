using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Depots;
using Oms.Central.Transparency;
using Oms.Entities;
using Oms.Transparency;
using Xunit;

namespace Oms.Central.Tests.Depots;

/// <summary>A gateway gets new keys while its old records are still on their way to the log.</summary>
public sealed class KeyRangeProperties
{
    [Fact]
    public void Every_record_in_the_log_lies_where_the_key_that_signed_it_speaks_for_the_gateway() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonNegativeInt[]>(),
            steps =>
            {
                var world = new World();
                foreach (var step in steps)
                {
                    world.Do(step.Get);
                }

                world.Deliver(int.MaxValue);
                return world.Logged.Index().All(entry =>
                    entry.Item is not { } key || world.KeyAt(entry.Index) == key);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(200));

    [Fact]
    public void A_new_key_waits_until_the_log_has_what_the_old_one_signed()
    {
        var world = new World();
        world.Prepare();
        world.Commit();
        world.Send(3);
        Assert.False(world.Prepare());
        world.Deliver(1);
        Assert.True(world.Prepare());
        world.Send(1);
        Assert.False(world.Commit());
        world.Deliver(1);
        Assert.True(world.Prepare());
        Assert.True(world.Commit());
    }

    /// <summary>A depot and the log, with the steps between them in an order that a test chooses.</summary>
    private sealed class World
    {
        private const string Device = "gw-1";
        private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);
        private static readonly JsonElement Json = JsonElement.Parse("{}");

        private readonly Queue<(LogCommand.Append Append, int? Key)> _pending = new();
        private readonly List<DepotKeyCertificate> _certificates = [];
        private Depot _depot = Decided(Depot.Initial, new DepotCommand.Register("dep-1", "North", "dep-1"))!;
        private CustodyLog _log = CustodyLog.Initial;
        private (long LogIndex, long AfterSeq)? _start;
        private int _key;
        private long _others;

        /// <summary>Who signed each entry of the log; null for another depot's.</summary>
        public List<int?> Logged { get; } = [];

        public int KeyAt(int index) =>
            DepotKeyCertificate.InForce(_certificates, Device, index) is { } found ? found.Statement.Spki.Span[0] : -1;

        public void Do(int step)
        {
            switch (step % 5)
            {
                case 0:
                    Send(1 + (step % 3));
                    break;
                case 1:
                    Deliver(1);
                    break;
                case 2:
                    Append(new LogCommand.Append("other", ++_others, [Json]), key: null);
                    break;
                case 3:
                    _ = Prepare();
                    break;
                default:
                    _ = Commit();
                    break;
            }
        }

        /// <summary>Reads depot and log, as an enrolment does first.</summary>
        public bool Prepare()
        {
            _start = _depot.KeyStart(Device, IncarnationOf(_key + 1), _log) ?? _start;
            return _depot.KeyStart(Device, IncarnationOf(_key + 1), _log) is not null;
        }

        /// <summary>Enrols the next key with what was read.</summary>
        public bool Commit()
        {
            if (_start is not { } start)
            {
                return false;
            }

            var code = $"code-{_key}-{Logged.Count}";
            _depot = Decided(_depot, new DepotCommand.IssueCode(code, Noon + Duration.FromHours(1)))!;
            if (Decided(_depot, new DepotCommand.Enrol(
                code, Device, IncarnationOf(_key + 1), $"key-{_key + 1}", Json, start.AfterSeq)) is not { } enrolled)
            {
                return false;
            }

            (_depot, _start, _key) = (enrolled, null, _key + 1);
            _certificates.Add(new DepotKeyCertificate(
                new DepotKeyStatement(
                    "dep-1", Device, new[] { (byte)_key }, start.LogIndex, Noon + Duration.FromSeconds(_key)),
                new byte[64]));
            return true;
        }

        public void Send(int count)
        {
            if (!_depot.Gateways.TryGetValue(Device, out var gateway))
            {
                return;
            }

            var from = gateway.HighWater + 1;
            _depot = Decided(_depot, new DepotCommand.AcceptRecords(
                Device,
                gateway.Incarnation,
                gateway.HighWater,
                gateway.HeadHash,
                [
                    .. Enumerable.Range(0, count).Select(i => new VerifiedRecord(
                        from + i, string.Empty, 0, false, new AcceptedRecord(Json, "sig", Json, $"h{from + i}"))),
                ],
                from + count - 1,
                "ntp"))!;
            var source = EntityAddress.Join("dep-1", Device, gateway.Incarnation);
            _pending.Enqueue((
                new LogCommand.Append(source, from, [.. Enumerable.Repeat(Json, count)]), _key));
        }

        public void Deliver(int max)
        {
            for (var i = 0; i < max && _pending.TryDequeue(out var next); i++)
            {
                Append(next.Append, next.Key);
            }
        }

        private static string IncarnationOf(int key) => new Guid(key, 0, 0, new byte[8]).ToString("D");

        private static Depot? Decided(Depot state, DepotCommand command) =>
            Depot.Decide(state, command, Noon) is Decision<DepotEvent, DepotRejection>.Accepted accepted
                ? accepted.Events.Aggregate(state, Depot.Evolve)
                : null;

        private void Append(LogCommand.Append append, int? key)
        {
            var accepted = (Decision<LogEvent, LogRejection>.Accepted)CustodyLog.Decide(_log, append, Noon);
            _log = accepted.Events.Aggregate(_log, CustodyLog.Evolve);
            Logged.AddRange(append.Entries.Select(_ => key));
        }
    }
}
