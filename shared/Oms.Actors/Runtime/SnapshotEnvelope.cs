using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using NodaTime;
using Oms.Entities;

namespace Oms.Actors.Runtime;

/// <summary>What the runtime keeps beside a state in a snapshot: forgotten command ids and set reminders.</summary>
/// <remarks>Form 1: byte 1, forgotten-until (int64), untimed (byte), count (int64), then per reminder name length
/// (byte), name, due (int64, ns), version (int64); then the state. Integers are little-endian.</remarks>
internal static class SnapshotEnvelope
{
    private const byte Form = 1;

    public static void Write(
        IBufferWriter<byte> output, CommandRing ring, CommandId newest, SetReminder[] reminders)
    {
        var (until, untimed) = ring.ForgetAll(newest);
        WriteByte(output, Form);
        WriteInt64(output, until);
        WriteByte(output, untimed ? (byte)1 : (byte)0);
        WriteInt64(output, reminders.Length);
        foreach (var reminder in reminders)
        {
            var name = Encoding.ASCII.GetBytes(reminder.Name);
            WriteByte(output, checked((byte)name.Length));
            output.Write(name);
            WriteInt64(output, (reminder.DueAt - NodaConstants.UnixEpoch).ToInt64Nanoseconds());
            WriteInt64(output, reminder.Version);
        }
    }

    /// <returns>The bytes of the state.</returns>
    /// <exception cref="InvalidDataException">It is of another form.</exception>
    public static ReadOnlyMemory<byte> Read(
        ReadOnlyMemory<byte> stored, CommandRing ring, out SetReminder[] reminders)
    {
        try
        {
            var reader = new Reader(stored);
            if (reader.Byte() != Form)
            {
                throw new InvalidDataException("A snapshot's envelope is of another form.");
            }

            ring.Restore(reader.Int64(), reader.Byte() != 0);
            reminders = new SetReminder[reader.Int64()];
            for (var i = 0; i < reminders.Length; i++)
            {
                var name = Encoding.ASCII.GetString(reader.Bytes(reader.Byte()).Span);
                reminders[i] = new SetReminder(
                    name, NodaConstants.UnixEpoch + Duration.FromNanoseconds(reader.Int64()), reader.Int64());
            }

            return reader.Rest;
        }
        catch (Exception failure) when (failure is ArgumentException or OverflowException)
        {
            throw new InvalidDataException("A snapshot's envelope is cut short.", failure);
        }
    }

    private static void WriteByte(IBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    private static void WriteInt64(IBufferWriter<byte> output, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(8), value);
        output.Advance(8);
    }

    private sealed class Reader(ReadOnlyMemory<byte> stored)
    {
        public ReadOnlyMemory<byte> Rest { get; private set; } = stored;

        public byte Byte() => Bytes(1).Span[0];

        public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8).Span);

        public ReadOnlyMemory<byte> Bytes(int count)
        {
            var bytes = Rest[..count];
            Rest = Rest[count..];
            return bytes;
        }
    }
}
