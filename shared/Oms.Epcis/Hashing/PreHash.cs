using System.Text;

namespace Oms.Epcis;

/// <summary>The text that an event's hash is made of.</summary>
public static class PreHash
{
    /// <summary>The pre-hash string of an event (CBV 2.0, section 8.9): names and canonical values without anything
    /// between them, in the order of <see cref="HashOrder"/>, and the rest sorted behind.</summary>
    public static string Of(EpcisEvent happened)
    {
        var root = HashTree.Of(happened);
        var text = new StringBuilder("eventType=").Append(happened.Type);
        _ = text.Append(Ordered(root, HashOrder.Event));
        _ = text.AppendJoin("", Rest(root, HashOrder.Event).Order(CodePointOrder.Instance));
        return text.ToString();
    }

    private static string Ordered(HashNode node, HashOrder order)
    {
        var text = new StringBuilder();
        foreach (var next in order.Children)
        {
            var values = node.Children
                .Where(child => child.Name == next.Name)
                .Select(child => Written(child, OrderedBelow(child, next)))
                .Where(value => value.Length > 0)
                .Order(CodePointOrder.Instance);
            _ = text.AppendJoin("", values);
        }

        return text.ToString();
    }

    private static string OrderedBelow(HashNode node, HashOrder order)
    {
        var extensions = node.Children.Where(child => child.IsExtension).Select(Generic).Order(CodePointOrder.Instance);
        return Ordered(node, order) + string.Concat(extensions);
    }

    // What the order does not name is not lost: it follows at the end, each under the names that lead to it.
    private static IEnumerable<string> Rest(HashNode node, HashOrder order)
    {
        foreach (var child in node.Children)
        {
            var below = order.Children.FirstOrDefault(next => next.Name == child.Name);
            var pairs = below is null ? HashOrder.Pairs.FirstOrDefault(next => next.Name == child.Name) : null;
            if (pairs is not null)
            {
                yield return Written(child, OrderedBelow(child, pairs));
            }
            else if (below is null)
            {
                yield return Generic(child);
            }
            else if (string.Concat(Leftovers(child, below).Order(CodePointOrder.Instance)) is { Length: > 0 } left)
            {
                yield return child.Name + left;
            }
        }
    }

    private static IEnumerable<string> Leftovers(HashNode node, HashOrder order) =>
        Rest(node with { Children = [.. node.Children.Where(child => !child.IsExtension)] }, order);

    private static string Generic(HashNode node) =>
        node.Name
        + (node.Text.Length == 0 ? "" : "=" + node.Text)
        + string.Concat(node.Children.Select(Generic).Order(CodePointOrder.Instance));

    private static string Written(HashNode node, string below) =>
        node.Text.Length == 0 && below.Length == 0
            ? ""
            : node.Name + (node.Text.Length == 0 ? "" : "=" + node.Text) + below;
}
