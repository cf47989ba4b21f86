using System.Security.Cryptography;
using NodaTime;
using NodaTime.Extensions;
using Oms.Edge.Elds;
using Oms.Edge.Gateway.Depot;
using Oms.Eld;

namespace Oms.Edge.Gateway.Api;

/// <summary>ELD output files that the gateway writes of live events.</summary>
internal sealed class EldEndpoints(DepotNode node, ApiPipe pipe)
{
    private Instant Now => node.Services.Time.ToClock().GetCurrentInstant();

    public void Map(IEndpointRouteBuilder app) =>
        _ = app.MapGet("/vehicles/{id}/eld-file", pipe.Wrap(FileAsync));

    /// <summary>The file of a vehicle's live record.</summary>
    /// <param name="driver">Whose record it must be; null for anybody's.</param>
    /// <exception cref="ProblemException">There is none, it is another driver's, or it lacks what a file
    /// needs.</exception>
    public (byte[] Octets, string Name) Write(string vehicle, string? driver)
    {
        var record = node.View.EldOfVehicle(vehicle)
            ?? throw ProblemException.NotFound("live ELD record of the vehicle");
        var recorded = PersonOf(record);
        if (driver is not null && driver != recorded)
        {
            throw ProblemException.Conflict("eld-of-other-driver", "The vehicle's live ELD record is another driver's.")
                .With("driver", recorded);
        }

        var (file, missing) = LiveEldFile.Of(record, Now, node.HomeTerminalOf(recorded));
        return file is null
            ? throw ProblemException.Conflict(
                "eld-record-incomplete", "The ELD did not tell all that an output file needs; upload its own file.")
                .With("missing", string.Join("; ", missing.Take(10)))
            : (EldWriter.Write(file), NameOf(file));
    }

    private async Task FileAsync(HttpContext context)
    {
        var (octets, name) = Write($"{context.Request.RouteValues["id"]}", null);
        context.Response.ContentType = "text/csv; charset=us-ascii";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        context.Response.Headers.ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(octets))}\"";
        await context.Response.Body.WriteAsync(octets, context.RequestAborted);
    }

    private static string PersonOf(EldRecord record) =>
        record.Identity!.Driver.Person ?? record.Identity.Driver.Username;

    private static string NameOf(EldFile file) => EldFileName.Of(
        file.Header.Driver.LastName, file.Header.Driver.License, file.Header.Current.Date.Date!.Value) + ".csv";
}
