using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Oms.Mqtt.Codec;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Session;
using Oms.Mqtt.Tests.Support;

namespace Oms.Mqtt.Tests.Session;

/// <summary>The sending and receiving halves of QoS 1 and 2, driven by any order of events.</summary>
public sealed class FlowProperties
{
    private const MqttProtocolVersion Version = MqttProtocolVersion.V500;

    [Fact]
    public void Acknowledgements_are_always_the_completed_run_at_the_head_of_the_receive_order() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var flow = new InboundFlow([]);
            var slots = new List<InboundSlot>();
            var acknowledged = new List<ushort>();
            for (var step = 0; step < 60; step++)
            {
                if (random.Next(2) == 0)
                {
                    slots.Add(new InboundSlot((ushort)(slots.Count + 1), (MqttQualityOfServiceLevel)random.Next(1, 3)));
                    flow.Add(slots[^1]);
                }
                else if (slots.Count > 0)
                {
                    var slot = slots[random.Next(slots.Count)];
                    // One in fifteen fails, and nothing from there on may ever be acknowledged.
                    slot.State = slot.State != InboundState.Pending ? slot.State
                        : random.Next(15) == 0 ? InboundState.Failed : InboundState.Done;
                }

                var buffer = new PacketBuffer();
                var failed = flow.Drain(buffer, Version);
                acknowledged.AddRange(Packets(buffer).Cast<MqttPacket.Acknowledge>().Select(p => p.PacketId));
                var due = slots.TakeWhile(s => s.State == InboundState.Done).Select(s => s.PacketId).ToList();
                Assert.Equal(due, acknowledged);
                Assert.Equal(slots.ElementAtOrDefault(due.Count)?.State == InboundState.Failed, failed is not null);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Every_message_is_acknowledged_once_whatever_connections_are_lost() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => new Sender(new Random(seed)).Run())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static List<MqttPacket> Packets(PacketBuffer buffer)
    {
        var packets = new List<MqttPacket>();
        var bytes = new ReadOnlySequence<byte>(buffer.Written.ToArray());
        while (FrameReader.TryRead(ref bytes, uint.MaxValue, out var header, out var body))
        {
            packets.Add(PacketDecoder.Read(header, body.ToArray(), Version, new TopicCache()));
        }

        return packets;
    }

    /// <summary>A sender and a peer that acknowledges, loses connections and now and then its session.</summary>
    private sealed class Sender(Random random)
    {
        private readonly OutboundFlow _flow = new(messagesMax: 50, bytesMax: 1_000_000, new ManualTime());
        private readonly List<OutboundItem> _items = [];
        private readonly Dictionary<ushort, string> _open = [];
        private readonly HashSet<ushort> _released = [];
        private readonly HashSet<ushort> _unanswered = [];
        private int _quota;

        public void Run()
        {
            Reconnect(hasSession: false);
            for (var step = 0; step < 120; step++)
            {
                switch (random.Next(8))
                {
                    case < 3:
                        Publish();
                        break;
                    case < 7:
                        Answer();
                        break;
                    default:
                        Reconnect(hasSession: random.Next(4) > 0);
                        break;
                }
            }

            while (_open.Count + _released.Count > 0)
            {
                Answer();
            }

            Assert.Equal(0, _flow.Count);
            Assert.All(_items, i => Assert.True(i.Done.IsCompletedSuccessfully));
        }

        private void Publish()
        {
            var message = new MqttApplicationMessage { Topic = $"m/{_items.Count}" };
            var item = new OutboundItem(message, (MqttQualityOfServiceLevel)random.Next(1, 3), 0);
            var hasRoom = _flow.Count < 50;
            Assert.Equal(hasRoom, _flow.TryEnqueue(item));
            if (hasRoom)
            {
                _items.Add(item);
            }

            See(_flow.Pump);
        }

        private void Answer()
        {
            if (_released.Count > 0 && random.Next(2) == 0)
            {
                var id = _released.First();
                _released.Remove(id);
                Assert.Equal(AcknowledgeResult.Expected, _flow.PubComp(id, MqttReasonCode.Success));
                _unanswered.Remove(id);
            }
            else if (_open.Keys.Intersect(_unanswered).Order().ToList() is { Count: > 0 } sent)
            {
                var id = sent[random.Next(sent.Count)];
                if (_flow.PubAck(id, MqttReasonCode.Success) == AcknowledgeResult.Expected)
                {
                    _open.Remove(id);
                    _unanswered.Remove(id);
                }
                else
                {
                    See(b => Assert.Equal(
                        AcknowledgeResult.Expected, _flow.PubRec(id, MqttReasonCode.Success, b)));
                }
            }

            See(_flow.Pump);
        }

        private void Reconnect(bool hasSession)
        {
            _quota = random.Next(1, 6);
            _unanswered.Clear();
            if (!hasSession)
            {
                _open.Clear();
                _released.Clear();
            }

            var known = new Dictionary<ushort, string>(_open);
            See(b => _flow.Attach(Version, _quota, uint.MaxValue, hasSession, b));
            // What was open keeps its identifier and its message.
            Assert.All(known, k => Assert.Equal(k.Value, _open[k.Key]));
        }

        private void See(Action<PacketBuffer> act)
        {
            var buffer = new PacketBuffer();
            act(buffer);
            foreach (var packet in Packets(buffer))
            {
                if (packet is MqttPacket.Publish publish)
                {
                    Assert.Equal(publish.Duplicate, _open.ContainsKey(publish.PacketId));
                    Assert.DoesNotContain(publish.PacketId, _released);
                    Assert.Equal(publish.Topic, _open.GetValueOrDefault(publish.PacketId, publish.Topic));
                    _open[publish.PacketId] = publish.Topic;
                    Assert.True(_unanswered.Add(publish.PacketId));
                    Assert.True(_unanswered.Count <= _quota, "the peer's Receive Maximum is exceeded");
                }
                else
                {
                    var release = Assert.IsType<MqttPacket.Acknowledge>(packet);
                    Assert.Equal(MqttPacketType.PubRel, release.Type);
                    _open.Remove(release.PacketId);
                    _released.Add(release.PacketId);
                }
            }
        }
    }
}
