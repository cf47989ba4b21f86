using System.Text.Json;
using Oms.Custody.CheckOuts;
using Oms.Testing;
using Xunit;

namespace Oms.Custody.Tests.CheckOuts;

/// <summary>The document shows the protocol as it is.</summary>
public sealed class ProtocolDocumentTests
{
    private static readonly Role[] Columns = [Role.Driver, Role.Supervisor, Role.Dispatcher, Role.Yard, Role.System];

    [Fact]
    public void The_table_of_roles_and_outcomes_is_the_catalog()
    {
        var table = File.ReadLines(Checkout.PathOf("docs", "check-out.md"))
            .SkipWhile(line => !line.StartsWith("| step |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'));

        Assert.Equal(StepCatalog.InOrder.Select(Row), table);
    }

    private static string Row(StepDefinition step)
    {
        string[] cells =
        [
            step.Step,
            .. Columns.Select(role => step.Roles.Contains(role) ? "x" : ""),
            string.Join(", ", step.Outcomes.Order(StringComparer.Ordinal)),
            step.Direction is { } only ? JsonNamingPolicy.KebabCaseLower.ConvertName(only.ToString()) : "",
        ];
        return $"|{string.Concat(cells.Select(cell => cell.Length == 0 ? " |" : $" {cell} |"))}";
    }
}
