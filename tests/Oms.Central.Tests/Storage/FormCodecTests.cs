using System.Buffers;
using System.Text;
using System.Text.Json.Serialization;
using Oms.Actors;
using Oms.Central.Json;
using Oms.Central.Storage;
using Xunit;

namespace Oms.Central.Tests.Storage;

public sealed class FormCodecTests
{
    private const string V1 = """{"units":3}""";
    private const string V2 = """{"units":3,"place":"A1"}""";

    private static readonly FormCodec<Happened> Codec = new(
    [
        EventForm.Older<Counted, CountedV1>(
            "test.counted",
            1,
            FormCodecTestsJson.Default.CountedV1,
            older => new Counted(older.Units),
            today => new CountedV1(today.Units)),
        new EventForm("test.counted", 2, typeof(Counted), FormCodecTestsJson.Default.Counted) { Since = 2 },
        new EventForm("test.sealed", 1, typeof(Sealed), FormCodecTestsJson.Default.Sealed) { Since = 3 },
    ]);

    [Theory]
    [InlineData(1, 1, V1)]
    [InlineData(2, 2, V2)]
    [InlineData(3, 2, V2)]
    public void An_event_is_written_in_the_newest_form_that_the_format_allows(int format, int version, string json)
    {
        var codec = Codec.Writing(format);
        var output = new ArrayBufferWriter<byte>();
        codec.Write(new Counted(3, "A1"), output);

        Assert.Equal(new EventName("test.counted", version), codec.NameOf(new Counted(3, "A1")));
        Assert.Equal(json, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData(1, V1, null)]
    [InlineData(2, V2, "A1")]
    public void Every_form_is_read_as_todays_event_whatever_the_format(int version, string json, string? place) =>
        Assert.Equal(
            new Counted(3, place),
            Codec.Writing(1).Read(new EventName("test.counted", version), Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void An_event_that_has_no_form_in_the_format_is_not_written()
    {
        var failure = Assert.Throws<EventNotReleasedException>(() => Codec.Writing(2).NameOf(new Sealed()));

        Assert.Contains("format is 2", failure.Message, StringComparison.Ordinal);
        Assert.Equal("test.sealed", Codec.Writing(3).NameOf(new Sealed()).Type);
    }

    [Fact]
    public void Where_nothing_is_held_back_the_codec_itself_writes() => Assert.Same(Codec, Codec.Writing(3));

    internal abstract record Happened;

    internal sealed record Counted(int Units, string? Place = null) : Happened;

    internal sealed record CountedV1(int Units);

    internal sealed record Sealed : Happened;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FormCodecTests.Counted))]
[JsonSerializable(typeof(FormCodecTests.CountedV1))]
[JsonSerializable(typeof(FormCodecTests.Sealed))]
internal sealed partial class FormCodecTestsJson : JsonSerializerContext;
