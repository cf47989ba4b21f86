using System.Collections.Frozen;

namespace Oms.Epcis;

/// <summary>The standard vocabularies of CBV 2.0 and of the GS1 web vocabulary that events use.</summary>
public static class CbvTerm
{
    /// <summary>The namespace of the core business vocabulary.</summary>
    public const string Namespace = "https://ref.gs1.org/cbv/";

    /// <summary>The namespace of the GS1 web vocabulary, as EPCIS 2.0 uses it.</summary>
    public const string Gs1Namespace = "https://gs1.org/voc/";

    /// <summary>The first part of every vocabulary URN of EPCIS 1.x.</summary>
    public const string UrnStem = "urn:epcglobal:cbv:";

    /// <summary>Business steps (CBV 2.0, section 7.1).</summary>
    public static CbvVocabulary BizStep { get; } = Cbv(
        "business step",
        "BizStep-",
        "bizstep:",
        """
        accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting
        decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting
        installing killing loading other packing picking receiving removing repackaging repairing replacing reserving
        retail_selling sampling sensor_reporting shipping staging_outbound stock_taking stocking storing transporting
        unloading unpacking void_shipping
        """);

    /// <summary>Dispositions (CBV 2.0, section 7.2).</summary>
    public static CbvVocabulary Disposition { get; } = Cbv(
        "disposition",
        "Disp-",
        "disp:",
        """
        active available completeness_inferred completeness_verified conformant container_closed container_open
        damaged destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_class
        mismatch_instance mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other
        partially_dispensed recalled reserved retail_sold returned sellable_accessible sellable_not_accessible stolen
        unavailable unknown
        """);

    /// <summary>Types of business transaction (CBV 2.0, section 7.3).</summary>
    public static CbvVocabulary BizTransactionType { get; } = Cbv(
        "type of business transaction",
        "BTT-",
        "btt:",
        "bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt");

    /// <summary>Types of source and destination (CBV 2.0, section 7.4).</summary>
    public static CbvVocabulary SourceDestType { get; } = Cbv(
        "type of source or destination", "SDT-", "sdt:", "location owning_party possessing_party");

    /// <summary>Reasons of an error declaration (CBV 2.0, section 7.5).</summary>
    public static CbvVocabulary ErrorReason { get; } = Cbv(
        "error reason", "ER-", "er:", "did_not_occur incorrect_data");

    /// <summary>Components of a measured value (CBV 2.0, section 7.6).</summary>
    public static CbvVocabulary Component { get; } = Cbv(
        "component",
        "Comp-",
        "",
        """
        altitude axial_distance azimuth easting elevation_angle height latitude longitude northing polar_angle
        spherical_radius x y z
        """);

    /// <summary>Types of measurement (GS1 web vocabulary).</summary>
    public static CbvVocabulary MeasurementType { get; } = new(
        "type of measurement",
        Gs1Namespace,
        "",
        Words(
            """
            AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude AmountOfSubstance
            AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area Capacitance
            Conductance Conductivity Count Density Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity
            ElectricCharge ElectricCurrent ElectricCurrentDensity ElectricFieldStrength Energy Exposure Force Frequency
            Illuminance Inductance Irradiance KinematicViscosity Length LinearMomentum Luminance LuminousFlux
            LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass MassConcentration
            MassFlowRate MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power
            Pressure RadiantFlux RadiantIntensity Radioactivity RelativeHumidity Resistance Resistivity SolidAngle
            SpecificVolume Speed SurfaceDensity SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate
            VolumeFraction VolumetricFlux Wavenumber
            """));

    /// <summary>Types of sensor alert (GS1 web vocabulary).</summary>
    public static CbvVocabulary SensorAlert { get; } = new(
        "type of sensor alert", Gs1Namespace, "", Words("ALARM_CONDITION ERROR_CONDITION"));

    private static readonly CbvVocabulary[] WithOldStems =
        [BizStep, Disposition, BizTransactionType, SourceDestType, ErrorReason];

    /// <summary>A vocabulary URN of EPCIS 1.x as its URI of CBV 2.0; every other text as it is.</summary>
    public static string Modernize(string value)
    {
        if (!value.StartsWith(UrnStem, StringComparison.Ordinal))
        {
            return value;
        }

        var vocabulary = Array.Find(WithOldStems, one => value.StartsWith(one.OldStem, StringComparison.Ordinal));
        return vocabulary?.Expand(value) ?? value;
    }

    private static CbvVocabulary Cbv(string name, string stem, string urn, string terms) =>
        new(name, Namespace + stem, urn.Length == 0 ? "" : UrnStem + urn, Words(terms));

    private static FrozenSet<string> Words(string terms) =>
        terms.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
