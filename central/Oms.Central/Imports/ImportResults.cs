namespace Oms.Central.Imports;

/// <summary>The results of a stored import's rows as they are now, a line each; read in parts while they are
/// sent.</summary>
internal sealed class ImportResults(ImportStore store, string id) : IResult
{
    private const int AtOnce = 500;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/x-ndjson";
        var last = 0;
        while (await store.ResultsAsync(id, last, AtOnce) is { Count: > 0 } results)
        {
            foreach (var result in results)
            {
                await ImportRun.WriteAsync(httpContext, result, CentralJson.Default.ImportRowView);
            }

            last = results[^1].Row;
        }
    }
}
