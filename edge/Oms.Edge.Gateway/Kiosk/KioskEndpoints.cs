using Oms.Edge.Gateway.Api;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.People;

namespace Oms.Edge.Gateway.Kiosk;

/// <summary>The kiosk's page, and who is signed in.</summary>
internal sealed class KioskEndpoints(
    DepotNode node, ApiPipe pipe, Sessions sessions, SignIn signIn, SignInReaders readers, KioskPage page)
{
    private const int TextCharsMax = 200;

    public void Map(IEndpointRouteBuilder app)
    {
        _ = app.MapGet("/", pipe.Wrap(
            context =>
            {
                context.Response.Redirect("/kiosk/");
                return Task.CompletedTask;
            },
            Access.Kiosk));
        _ = app.MapGet("/kiosk/settings", pipe.Wrap(SettingsAsync, Access.Kiosk));
        _ = app.MapGet("/kiosk/session", pipe.Wrap(
            context => AnswerAsync(context, Caller.Of(context).Person!), Access.Person));
        _ = app.MapPut("/kiosk/session", pipe.Wrap(TouchAsync, Access.Person));
        _ = app.MapPost("/kiosk/session", pipe.Wrap(OpenAsync, Access.Kiosk));
        _ = app.MapDelete("/kiosk/session", pipe.Wrap(CloseAsync, Access.Kiosk));
        _ = app.MapMethods("/kiosk/{**path}", [HttpMethods.Get, HttpMethods.Head], pipe.Wrap(PageAsync, Access.Kiosk));
    }

    private Task SettingsAsync(HttpContext context) => ApiPipe.WriteAsync(
        context,
        StatusCodes.Status200OK,
        new KioskSettings(
            node.Options.Depot, readers.IsBeside(KioskGate.AddressOf(context)), (int)sessions.Idle.TotalSeconds),
        ApiJson.Default.KioskSettings);

    private async Task OpenAsync(HttpContext context)
    {
        var (body, _) = await ApiPipe.ReadAsync(context, ApiJson.Default.SignInBody);
        var from = KioskGate.AddressOf(context);
        var person = (body.Badge, body.Person, body.Pin, body.Reader) switch
        {
            ({ Length: > 0 and <= TextCharsMax } badge, null, null, null) => signIn.ByBadge(badge, from),
            (null, { Length: > 0 and <= TextCharsMax } id, { Length: > 0 and <= TextCharsMax } pin, null) =>
                await signIn.ByPinAsync(id, pin, from, context.RequestAborted),
            (null, null, null, true) => signIn.ByReader(from),
            _ => throw ProblemException.Malformed("", "It must have badge, or person and pin, or reader."),
        };
        if (person is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        // Whoever was signed in here hands over.
        End(context);
        context.Response.Cookies.Append(KioskGate.Cookie, sessions.Open(person), Cookie());
        await AnswerAsync(context, person);
    }

    private static Task TouchAsync(HttpContext context)
    {
        // That it came through the pipe was the touch.
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Task CloseAsync(HttpContext context)
    {
        End(context);
        context.Response.Cookies.Delete(KioskGate.Cookie, Cookie());
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task PageAsync(HttpContext context)
    {
        if (!await page.WriteAsync(context, context.Request.RouteValues["path"] as string ?? ""))
        {
            throw ProblemException.NotFound("such page");
        }
    }

    private void End(HttpContext context)
    {
        if (KioskGate.TokenOf(context) is { } token)
        {
            sessions.Close(token);
        }
    }

    private static Task AnswerAsync(HttpContext context, Person person) => ApiPipe.WriteAsync(
        context,
        StatusCodes.Status200OK,
        new SessionAnswer(person.Id, person.Name, Caller.Name(person.Role), StepRights.Of(person.Role)),
        ApiJson.Default.SessionAnswer);

    private static CookieOptions Cookie() =>
        new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, Path = "/" };
}

/// <summary>Badge alone, or person and PIN, or reader alone.</summary>
internal sealed record SignInBody
{
    public string? Badge { get; init; }

    public string? Person { get; init; }

    public string? Pin { get; init; }

    public bool? Reader { get; init; }
}

/// <param name="Steps">What this person may do; the last parts of the steps' paths.</param>
internal sealed record SessionAnswer(string Person, string Name, string Role, IReadOnlyList<string> Steps);

/// <param name="Reader">Whether a badge reader stands beside this kiosk.</param>
internal sealed record KioskSettings(string Depot, bool Reader, int IdleSeconds);
