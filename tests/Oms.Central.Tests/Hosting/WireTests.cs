using System.Text.Json;
using Oms.Actors;
using Oms.Actors.Routing;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Operations;
using Oms.Central.Orders;
using Oms.Entities;
using Xunit;

namespace Oms.Central.Tests.Hosting;

/// <summary>What another node sends is understood, whatever entity it is for.</summary>
public sealed class WireTests
{
    [Fact]
    public async Task The_state_of_every_kind_of_entity_is_told_to_other_nodes()
    {
        await using var server = await CentralServer.StartAsync();
        var kinds = KindsOf(server.Node);
        Assert.Equal(39, kinds.Count);
        foreach (var kind in kinds)
        {
            var answer = await server.Node.System.ServeAsync(FrameFor(kind, AskVerb.Read));
            Assert.Equal((kind, ReplyOutcome.Accepted), (kind, answer.Outcome));
            Assert.Equal((kind, JsonValueKind.Object), (kind, answer.State!.Value.ValueKind));
        }
    }

    [Fact]
    public async Task The_check_of_the_journal_reads_every_kind_of_entity()
    {
        await using var server = await CentralServer.StartAsync();
        Assert.Equal(
            KindsOf(server.Node).Order(StringComparer.Ordinal), JournalCheck.Kinds.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_command_that_no_kind_of_entity_knows_is_not_understood()
    {
        await using var server = await CentralServer.StartAsync();
        foreach (var kind in KindsOf(server.Node))
        {
            var answer = await server.Node.System.ServeAsync(
                FrameFor(kind, AskVerb.Ask) with { Command = JsonElement.Parse("""{"case":"from_tomorrow"}""") });
            Assert.Equal((kind, RetryReason.NotUnderstood), (kind, answer.Retry));
        }
    }

    [Fact]
    public async Task A_command_of_another_node_is_carried_out()
    {
        await using var server = await CentralServer.StartAsync();
        var answer = await server.Node.System.ServeAsync(FrameFor(ApiKey.Kind, AskVerb.Ask) with
        {
            Command = JsonSerializer.SerializeToElement(
                new ApiKeyCommand.Create("shop", ApiScope.Read, "dd"), ApiKeyWireJson.Default.ApiKeyCommand),
        });
        Assert.Equal(ReplyOutcome.Accepted, answer.Outcome);
        Assert.Equal("api-key.created", Assert.Single(answer.Events!).Type);
        var read = await server.Node.System.ServeAsync(FrameFor(ApiKey.Kind, AskVerb.Read));
        Assert.Equal(
            new ApiKey("shop", ApiScope.Read, "dd", Revoked: false),
            read.State!.Value.Deserialize(ApiKeyWireJson.Default.ApiKey));
    }

    [Fact]
    public async Task A_rejection_reaches_another_node_as_the_case_that_it_is()
    {
        await using var server = await CentralServer.StartAsync();
        var answer = await server.Node.System.ServeAsync(FrameFor(OrderId.Kind, AskVerb.Ask) with
        {
            Command = JsonSerializer.SerializeToElement(
                new OrderCommand.Cancel("customer", null), OrderWireJson.Default.OrderCommand),
        });
        Assert.Equal(ReplyOutcome.Rejected, answer.Outcome);
        Assert.IsType<OrderRejection.NoSuchOrder>(
            answer.Rejection!.Value.Deserialize(OrderWireJson.Default.OrderRejection));
    }

    /// <summary>The kinds that a node has registered, by its regions.</summary>
    private static List<string> KindsOf(CentralNode node) =>
    [
        .. from property in typeof(CentralNode).GetProperties(
               System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)
           where property.PropertyType.IsGenericType
               && property.PropertyType.GetGenericTypeDefinition() == typeof(IShardRegion<,,,>)
           select (string)property.PropertyType.GetProperty("Kind")!.GetValue(property.GetValue(node))!,
    ];

    private static AskFrame FrameFor(string kind, AskVerb verb)
    {
        var address = CentralNode.Address(kind, "one");
        return new AskFrame
        {
            Verb = verb,
            Tenant = address.Tenant,
            Kind = address.Kind,
            Id = address.Id,
            WaitMilliseconds = 60_000,
            CommandId = Guid.CreateVersion7(),
            PrincipalKind = nameof(PrincipalKind.System),
            PrincipalId = "test",
        };
    }
}
