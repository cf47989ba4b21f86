using Oms.Custody.Hazmat;

namespace Oms.Custody.Tests.Hazmat;

internal static class HazmatSamples
{
    /// <summary>Cargo by a description without quantities; 100 kg gross.</summary>
    public static HazmatCargo OnBoard(string line, MaterialState state = MaterialState.Unknown, long grams = 100_000)
    {
        var description = ShippingDescriptionReader.Read(line, "").Description!;
        return new HazmatCargo(
            description, grams, false, state is MaterialState.Unknown ? description.State : state);
    }
}
