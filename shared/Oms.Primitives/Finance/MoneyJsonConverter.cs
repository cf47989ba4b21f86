using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oms.Finance;

/// <summary>Writes money as <c>{"minor":1250,"currency":"EUR"}</c>, and reads nothing else.</summary>
public sealed class MoneyJsonConverter : JsonConverter<Money>
{
    private const string Form = "It is not money such as {\"minor\":1250,\"currency\":\"EUR\"}.";

    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException(Form);
        }

        long? minor = null;
        string? code = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMinor = reader.ValueTextEquals("minor"u8);
            if (!isMinor && !reader.ValueTextEquals("currency"u8))
            {
                throw new JsonException(Form);
            }

            _ = reader.Read();
            if (isMinor)
            {
                minor = minor is null && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var units)
                    ? units
                    : throw new JsonException("The minor units are not one whole number of 64 bits.");
            }
            else
            {
                code = code is null && reader.TokenType == JsonTokenType.String
                    ? reader.GetString()
                    : throw new JsonException(Form);
            }
        }

        return minor is not { } amount || code is null || reader.TokenType != JsonTokenType.EndObject
            ? throw new JsonException(Form)
            : Currency.Find(code) is { } currency
                ? Money.Of(amount, currency)
                : throw new JsonException($"The currency '{Shortened(code)}' is not one of ISO 4217, such as EUR.");
    }

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("minor"u8, value.Minor);
        writer.WriteString("currency"u8, value.Currency.Code);
        writer.WriteEndObject();
    }

    private static string Shortened(string code) => code.Length <= 8 ? code : $"{code[..8]}...";
}
