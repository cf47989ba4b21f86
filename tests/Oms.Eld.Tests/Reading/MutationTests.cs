using System.Text;
using Oms.Custody;
using Oms.Eld.Tests.Support;

namespace Oms.Eld.Tests.Reading;

public sealed class MutationTests
{
    private const int Runs = 4_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Whatever_happens_to_a_file_it_is_read_to_its_end(int seed)
    {
        var random = new Random(seed);
        var original = SampleFile.Bytes;
        for (var run = 0; run < Runs; run++)
        {
            var bytes = Mutate(random, original);
            var reading = EldReader.Read(bytes);

            Assert.InRange(reading.Findings.Count, 0, EldReader.FindingsMax + 1);
            _ = EldCheckOut.Check(reading.File, new(NodaTime.Instant.FromUtc(2026, 3, 2, 23, 15)));
            _ = DutyIntervals.Of(reading.File);
            _ = EldReader.Read(EldWriter.Write(reading.File));
        }
    }

    [Fact]
    public void Every_byte_whose_change_a_sum_can_see_gives_a_finding()
    {
        var original = SampleFile.Bytes;
        for (var place = 0; place < original.Length; place++)
        {
            foreach (var octet in "09AZaz,.: -\r"u8)
            {
                if (EldCheckValues.Character(octet) == EldCheckValues.Character(original[place]))
                {
                    continue;
                }

                var bytes = original.ToArray();
                bytes[place] = octet;

                // Hexadecimal digits of a check value count as what they say, whatever their case.
                if (char.ToUpperInvariant((char)octet) != char.ToUpperInvariant((char)original[place]))
                {
                    Assert.True(
                        EldReader.Read(bytes).Findings.Count > 0,
                        $"'{(char)original[place]}' at {place} became '{(char)octet}' unseen.");
                }
            }
        }
    }

    [Fact]
    public void Two_characters_that_change_places_are_missed_by_all_check_values_and_not_by_the_files_hash()
    {
        var original = SampleFile.Bytes;
        var text = Encoding.ASCII.GetString(original);
        var place = text.IndexOf("210360,9117.5", StringComparison.Ordinal);
        var bytes = Encoding.ASCII.GetBytes(text.Remove(place, 6).Insert(place, "210306"));

        var reading = EldReader.Read(bytes);

        Assert.Empty(reading.Findings);
        Assert.NotEqual(SampleFile.File, reading.File);
        Assert.NotEqual(Digest.Of(original), Digest.Of(bytes));
    }

    [Fact]
    public void Rows_that_change_places_and_zeros_that_are_added_are_missed_by_all_check_values()
    {
        var original = SampleFile.Bytes;
        var text = Encoding.ASCII.GetString(original);
        var changed = text.Replace("210360,9117.5", "21036,9117.5", StringComparison.Ordinal);

        Assert.Empty(EldReader.Read(Encoding.ASCII.GetBytes(changed)).Findings);
        Assert.NotEqual(Digest.Of(original), Digest.Of(Encoding.ASCII.GetBytes(changed)));

        var lines = text.Split('\r');
        (lines[14], lines[15]) = (lines[15], lines[14]);
        var finding = Assert.Single(EldReader.Read(Encoding.ASCII.GetBytes(string.Join('\r', lines))).Findings);
        Assert.Equal(EldFindingCodes.RowOutOfOrder, finding.Code);
    }

    private static byte[] Mutate(Random random, byte[] original)
    {
        List<byte> bytes = [.. original];
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var (place, other) = (random.Next(bytes.Count), random.Next(bytes.Count));
            var count = Math.Min(random.Next(1, 200), bytes.Count - place);
            switch (random.Next(6))
            {
                case 0:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(place, Math.Min(count, bytes.Count - 1));
                    break;
                case 2:
                    bytes.InsertRange(other, bytes.GetRange(place, count));
                    break;
                case 3:
                    (bytes[place], bytes[other]) = (bytes[other], bytes[place]);
                    break;
                case 4:
                    bytes.Insert(place, ",\r\n\0:"u8[random.Next(5)]);
                    break;
                default:
                    bytes.RemoveRange(place + 1, bytes.Count - place - 1);
                    break;
            }
        }

        return [.. bytes];
    }
}
