using Microsoft.AspNetCore.Http;
using Oms.Central.Http;
using Xunit;

namespace Oms.Central.Tests.Http;

/// <summary>What a client is told when more is offered than can be served.</summary>
public sealed class AdmissionTests
{
    private const int Most = 512;

    [Fact]
    public async Task More_writes_than_may_be_under_way_are_refused_at_once_and_told_when_to_come_again()
    {
        var admission = new Admission(TimeProvider.System);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = Enumerable.Range(0, Most).Select(_ => admission.InvokeAsync(Write(), _ => gate.Task)).ToList();

        var refused = Write();
        await admission.InvokeAsync(refused, _ => throw new InvalidOperationException("It was let in."));
        Assert.Equal(
            (503, "1", "application/problem+json"),
            (refused.Response.StatusCode, $"{refused.Response.Headers.RetryAfter}", refused.Response.ContentType));

        var read = new DefaultHttpContext();
        await admission.InvokeAsync(read, context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        Assert.Equal(204, read.Response.StatusCode);

        gate.SetResult();
        await Task.WhenAll(held);
        await admission.InvokeAsync(refused, context =>
        {
            context.Response.StatusCode = 201;
            return Task.CompletedTask;
        });
        Assert.Equal(201, refused.Response.StatusCode);
    }

    [Fact]
    public async Task Writes_of_integrations_are_counted_and_those_of_operators_and_depots_are_not()
    {
        await using var server = await CentralServer.StartAsync();
        var counted = server.Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<AdmittedWrite>() is not null)
            .Select(endpoint => endpoint.RoutePattern.RawText).ToList();

        Assert.Contains("/orders", counted);
        Assert.Contains("/stock-items/{id}/reservations", counted);
        Assert.DoesNotContain(counted, path => path!.StartsWith("/ops/", StringComparison.Ordinal));
        Assert.DoesNotContain(counted, path => path!.StartsWith("/edge/", StringComparison.Ordinal));
    }

    private static DefaultHttpContext Write()
    {
        var context = new DefaultHttpContext();
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(AdmittedWrite.Mark), "write"));
        return context;
    }
}
