using System.Text;
using System.Text.Json;
using NodaTime;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Orders;
using Oms.Central.Storage;
using Oms.Entities;
using Oms.Finance;

namespace Oms.Central.Books;

/// <summary>Invoices, credit notes and the journal over HTTP.</summary>
internal static class BookEndpoints
{
    private const int LimitDefault = 50;
    private const int LimitMax = 200;
    private const int ExportMax = 10_000;
    private const string Header = "at,entry,part,account,currency,debit,credit,what,reference\n";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node)
    {
        Documents(routes, node, "/invoices", BillKind.Invoice, "invoice");
        Documents(routes, node, "/credit-notes", BillKind.CreditNote, "credit note");
        _ = routes.Get<ListBody<JournalLineView>>(
            "/journal-entries", ApiScope.Read, "List the postings of the journal", context => PageAsync(context, node))
            .WithMetadata(new ReadModel(BooksProjection.ProjectionName));
        _ = routes.Get<string>(
            "/journal-entries/export", ApiScope.Read, "The postings of the journal as CSV, the oldest first",
            context => ExportAsync(context, node))
            .WithMetadata(new ReadModel(BooksProjection.ProjectionName));
        _ = routes.Get<TrialBalanceView>(
            "/trial-balance", ApiScope.Read, "What each account comes to", async context =>
            {
                var until = AsOf.Of(context);
                return Lists.Ok(
                    TrialBalanceView.Of(await node.Model.SumsAsync(until), until),
                    CentralJson.Default.TrialBalanceView);
            })
            .ShowsThePast()
            .WithMetadata(new ReadModel(BooksProjection.ProjectionName));
        _ = routes.Get<ListBody<OpenItemView>>(
            "/open-items", ApiScope.Read, "What an account has open for each order or other reference",
            context => OpenAsync(context, node))
            .WithMetadata(new ReadModel(BooksProjection.ProjectionName));
    }

    private static void Documents(
        IEndpointRouteBuilder routes, CentralNode node, string path, BillKind kind, string name)
    {
        _ = routes.Get<ListBody<DocumentView>>(path, ApiScope.Read, $"List {name}s", context => Lists.PageAsync(
            context,
            node,
            BillDocument.Kind,
            CentralViews.Snake(kind),
            context.Request.Query["order"],
            context.Request.Query["q"].ToString().ToUpperInvariant(),
            CentralJson.Default.ListBodyDocumentView,
            (id, doc) => DocumentView.Of(id, JsonSerializer.Deserialize(doc, BookJson.Default.BillDocument)!)));
        _ = routes.Get<DocumentView>($"{path}/{{id}}", ApiScope.Read, $"Read a {name}", async context =>
        {
            var id = $"{context.Request.RouteValues["id"]}";
            if (!EntityAddress.IsId(id))
            {
                return Problems.NotFound($"such {name}");
            }

            var found = await node.Documents.ReadAsync(
                CentralNode.Address(BillDocument.Kind, id), Consistency.Of(context), context.RequestAborted);
            return found.State.Terms?.Kind == kind
                ? Lists.Ok(DocumentView.Of(id, found.State), CentralJson.Default.DocumentView) with
                {
                    ETag = Preconditions.ETag(found.State.Revision),
                }
                : Problems.NotFound($"such {name}");
        }).ReadsOneEntity();
    }

    private static async Task<IResult> PageAsync(HttpContext context, CentralNode node)
    {
        var query = context.Request.Query;
        if (Lists.Limit(query["limit"], LimitDefault, LimitMax) is not { } limit)
        {
            return Problems.Invalid("limit", $"It must be from 1 to {LimitMax}.");
        }

        var (cursor, fault) = CursorOf(context);
        if (fault is not null)
        {
            return fault;
        }

        var page = await node.Model.JournalAsync(
            Given(query["account"]), Given(query["reference"]), cursor, oldestFirst: false, limit);
        var next = page.Next?.Encode();
        return Lists.Ok(
            new ListBody<JournalLineView>([.. page.Lines.Select(JournalLineView.Of)], next),
            CentralJson.Default.ListBodyJournalLineView) with
        {
            Link = next is null ? null : Lists.NextLink(context, next),
        };
    }

    private static async Task<IResult> ExportAsync(HttpContext context, CentralNode node)
    {
        var query = context.Request.Query;
        if (Lists.Limit(query["limit"], ExportMax, ExportMax) is not { } limit)
        {
            return Problems.Invalid("limit", $"It must be from 1 to {ExportMax}.");
        }

        var (cursor, fault) = CursorOf(context);
        if (fault is not null)
        {
            return fault;
        }

        var page = await node.Model.JournalAsync(null, null, cursor, oldestFirst: true, limit);
        var text = new StringBuilder(cursor is null ? Header : "");
        foreach (var line in page.Lines)
        {
            _ = text.Append(line.Csv).Append('\n');
        }

        return new Answer(StatusCodes.Status200OK, Encoding.UTF8.GetBytes(text.ToString()), "text/csv")
        {
            FileName = "journal.csv",
            Link = page.Next is null ? null : Lists.NextLink(context, page.Next.Encode()),
        };
    }

    private static async Task<IResult> OpenAsync(HttpContext context, CentralNode node)
    {
        var query = context.Request.Query;
        var account = Given(query["account"]) ?? CentralViews.Snake(Account.Receivables);
        if (!Enum.GetValues<Account>().Any(each => CentralViews.Snake(each) == account))
        {
            return Problems.Invalid("account", "There is no such account.");
        }

        if (Lists.Limit(query["limit"], LimitDefault, LimitMax) is not { } limit)
        {
            return Problems.Invalid("limit", $"It must be from 1 to {LimitMax}.");
        }

        var items = await node.Model.OpenItemsAsync(account, query["cursor"].ToString(), limit + 1);

        // A reference may be open in several currencies: a page never ends within one.
        var last = items.Count > limit ? items[limit].Reference : null;
        var page = last is null ? items : items.FindAll(item => item.Reference != last);
        var next = last is null || page.Count == 0 ? null : page[^1].Reference;
        return Lists.Ok(
            new ListBody<OpenItemView>([.. page.Select(item => new OpenItemView(item.Reference, item.Amount))], next),
            CentralJson.Default.ListBodyOpenItemView) with
        {
            Link = next is null ? null : Lists.NextLink(context, next),
        };
    }

    private static (ViewCursor? Cursor, Answer? Fault) CursorOf(HttpContext context)
    {
        var text = context.Request.Query["cursor"].ToString();
        var cursor = text.Length == 0 ? null : ViewCursor.Decode(text);
        return text.Length > 0 && cursor is null
            ? (null, Problems.Invalid("cursor", "It is not a cursor of this API."))
            : (cursor, null);
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>One side of an entry: the debits and credits of an entry are the same.</summary>
internal sealed record JournalLineView(
    Instant At, string Entry, int Part, string Account, Money Debit, Money Credit, string What, string Reference)
{
    public static JournalLineView Of(JournalLine line) => new(
        line.At,
        line.Entry,
        line.Part,
        line.Account,
        Money.Of(long.Max(0, line.Amount.Minor), line.Amount.Currency),
        Money.Of(long.Max(0, -line.Amount.Minor), line.Amount.Currency),
        line.What,
        line.Reference);
}

/// <summary>What each account comes to; debits and credits of a currency are the same.</summary>
/// <param name="AsOf">The last instant that counts; null for now.</param>
internal sealed record TrialBalanceView(
    Instant? AsOf, IReadOnlyList<CurrencySumView> Totals, IReadOnlyList<AccountView> Accounts)
{
    public static TrialBalanceView Of(IReadOnlyList<AccountSum> sums, Instant? until) => new(
        until,
        [
            .. from sum in sums
               group sum by sum.Currency into same
               orderby same.Key
               select new CurrencySumView(
                   Money.Of(same.Sum(sum => sum.Debit), same.Key), Money.Of(same.Sum(sum => sum.Credit), same.Key)),
        ],
        [
            .. from sum in sums
               orderby sum.Account, sum.Currency
               select new AccountView(
                   sum.Account,
                   Money.Of(sum.Debit, sum.Currency),
                   Money.Of(sum.Credit, sum.Currency),
                   Money.Of(sum.Debit - sum.Credit, sum.Currency)),
        ]);
}

internal sealed record CurrencySumView(Money Debit, Money Credit);

/// <param name="Balance">Above zero where debits are more.</param>
internal sealed record AccountView(string Account, Money Debit, Money Credit, Money Balance);

/// <param name="Amount">Above zero where debits are more.</param>
internal sealed record OpenItemView(string Reference, Money Amount);
