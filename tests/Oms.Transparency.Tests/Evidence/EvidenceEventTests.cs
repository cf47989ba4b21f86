using System.Text;
using System.Text.Json.Nodes;
using Oms.Epcis;
using Oms.Epcis.Mapping;
using Oms.Json;
using Xunit;

namespace Oms.Transparency.Tests.Evidence;

/// <summary>EPCIS events in evidence files.</summary>
public sealed class EvidenceEventTests : IAsyncLifetime
{
    private EvidenceSample _sample = null!;
    private EvidenceParts _parts = null!;
    private byte[] _file = null!;

    public async ValueTask InitializeAsync()
    {
        _sample = await EvidenceSample.CreateAsync();
        _parts = await _sample.ToldAsync(await _sample.ToldVisitAsync("CO-2026-000125"));
        _file = EvidenceWriter.Write(_parts);
    }

    public ValueTask DisposeAsync()
    {
        _sample.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Each_custody_step_has_its_event_under_the_hash_of_what_it_says()
    {
        var report = EvidenceVerifier.Verify(_file, _sample.Trust);
        Assert.True(report.Verdict == EvidenceVerdict.Valid, $"{report.Failure}");
        Assert.Contains(report.Checks, check => check.Name == "epcis" && check.Passed);
        var events = JsonNode.Parse(_file)!["epcis"]!["events"]!.AsArray();
        Assert.Equal([0, 1, 2, 3, 4], events.Select(one => one!["record"]!.GetValue<int>()));
        Assert.All(events, one =>
        {
            var read = EpcisReader.ReadEvent(
                Encoding.UTF8.GetBytes(one!["event"]!.ToJsonString()), CheckOutMapping.ContextJson);
            Assert.Empty(EpcisValidator.Check(read));
            Assert.Equal(EventHash.Of(read), read.EventId);
        });
    }

    [Fact]
    public void An_event_whose_id_is_not_its_hash_is_forged()
    {
        var json = JsonNode.Parse(_file)!;
        json["epcis"]!["events"]![2]!["event"]!["eventID"] = $"ni:///sha-256;{new string('0', 64)}?ver=CBV2.0";
        var failure = EvidenceVerifier.Verify(
            CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json.ToJsonString())), _sample.Trust).Failure!;
        Assert.Equal(
            ("epcis", "/epcis/events/2/event", EvidenceFaultClass.ForgedEvent),
            (failure.Check, failure.Place, failure.Class));
    }

    [Fact]
    public async Task A_record_that_is_not_known_has_no_event_and_the_file_is_whole()
    {
        var parts = await _sample.PartsAsync() with { EpcisNames = Gs1Names.None };
        var report = EvidenceVerifier.Verify(EvidenceWriter.Write(parts), _sample.Trust);
        Assert.True(report.Verdict == EvidenceVerdict.Valid, $"{report.Failure}");
        Assert.Contains(
            report.Checks,
            check => check.Name == "epcis" && check.Detail.StartsWith("0 EPCIS events", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("base", "\"https://oms.example\"")]
    [InlineData("carrier_gln", "\"9521321000025\"")]
    [InlineData("company_prefix", "\"9521322\"")]
    [InlineData("depot_gln", "null")]
    public void Names_are_those_that_the_events_use_and_no_others(string name, string value)
    {
        var json = JsonNode.Parse(_file)!;
        json["epcis"]!["names"]![name] = JsonNode.Parse(value);
        var failure = EvidenceVerifier.Verify(
            CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json.ToJsonString())), _sample.Trust).Failure!;
        Assert.Equal(("epcis", EvidenceFaultClass.ForgedEvent), (failure.Check, failure.Class));
    }

    [Fact]
    public void Every_changed_byte_of_the_events_is_refused()
    {
        var text = Encoding.UTF8.GetString(_file);
        var (from, to) = (text.IndexOf(",\"epcis\":", StringComparison.Ordinal),
            text.IndexOf(",\"keys\":", StringComparison.Ordinal));
        var changed = _file.ToArray();
        for (var at = from; at < to; at += 3)
        {
            changed[at] ^= 0x01;
            Assert.Equal(EvidenceVerdict.Rejected, EvidenceVerifier.Verify(changed, _sample.Trust).Verdict);
            changed[at] ^= 0x01;
        }
    }
}
