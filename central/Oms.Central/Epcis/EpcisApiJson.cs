using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Central.Epcis;

/// <summary>How the bodies of the EPCIS binding are written: in the standard's camel case, without absent
/// members.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(EpcisProblem))]
[JsonSerializable(typeof(CaptureJobView))]
[JsonSerializable(typeof(IReadOnlyList<CaptureJobView>))]
internal sealed partial class EpcisApiJson : JsonSerializerContext;
