using System.Text;
using System.Text.Json;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Xunit;

namespace Oms.Transparency.Tests.Evidence;

public sealed class AttachmentFinderTests
{
    private static readonly Digest A = Digest.Of("a"u8);
    private static readonly Digest B = Digest.Of("b"u8);

    [Fact]
    public void The_bodies_of_check_outs_name_their_files()
    {
        var eld = JsonSerializer.SerializeToUtf8Bytes(
            new CheckOutEvent.EldFileAttached(A.ToString(), "eld.csv", 2_257), CheckOutJson.Default.EldFileAttached);
        var signed = JsonSerializer.SerializeToUtf8Bytes(
            new CheckOutEvent.SignedOff(Role.Driver, "driver-1", B.ToString()), CheckOutJson.Default.SignedOff);
        var inspected = JsonSerializer.SerializeToUtf8Bytes(
            new CheckOutEvent.VehicleInspected(
                InspectionOutcome.DefectsFound,
                [new VehicleDefect("horn", "mute", A.ToString()), new VehicleDefect("tires", "bald", null)],
                "user:anna"),
            CheckOutJson.Default.VehicleInspected);
        Assert.Equal(
            new HashSet<AttachmentReference>
            {
                new(A, "file", "eld.csv", null, 2_257),
                new(B, "signature", null, null, null),
                new(A, "photo", null, null, null),
            },
            AttachmentFinder.FindAll([eld, signed, inspected]).ToHashSet());
    }

    [Fact]
    public void A_list_of_hashes_names_each_and_each_once()
    {
        var found = Find($$"""{"x":[{"evidence_sha256":["{{A}}","{{B}}","{{A}}"]}],"evidence_sha256":["{{B}}"]}""");
        Assert.Equal(2, found.Count);
        Assert.Equal(new HashSet<Digest> { A, B }, found.Select(reference => reference.Sha256).ToHashSet());
        Assert.All(found, reference => Assert.Equal("evidence", reference.Role));
    }

    [Theory]
    [InlineData("""{"sha256":1,"_sha256":null,"a_sha256":{},"b_sha256":[1,null]}""")]
    [InlineData("""{"sha256":"ABCD","sha256sum":"x","sha":"y"}""")]
    [InlineData("[]")]
    public void What_is_no_hash_names_nothing(string body) => Assert.Empty(Find(body));

    [Fact]
    public void The_order_does_not_depend_on_the_bodies()
    {
        var one = $$"""{"sha256":"{{A}}","name":"1"}""";
        var two = $$"""{"sha256":"{{A}}","name":"2","media_type":"text/csv"}""";
        var three = $$"""{"photo_sha256":"{{B}}"}""";
        Assert.Equal(Find(one, two, three), Find(three, two, one));
    }

    private static IReadOnlyList<AttachmentReference> Find(params string[] bodies) =>
        AttachmentFinder.FindAll(bodies.Select(body => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(body)));
}
