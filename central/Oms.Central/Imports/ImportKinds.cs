using Oms.Central.Hosting;

namespace Oms.Central.Imports;

/// <summary>All that can be imported.</summary>
internal static class ImportKinds
{
    public static IReadOnlyList<IImportKind> Of(CentralNode node) =>
        [new ProductImport(node), new CustomerImport(node), new StockImport(node), new OrderImport(node)];
}
