using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Oms.Mqtt.Ingest;

/// <summary>Registers the ingest listener.</summary>
public static class MqttIngestServiceCollectionExtensions
{
    /// <summary>
    /// Adds the listener, its metrics and its options, which are checked at start. The host adds
    /// <see cref="IMqttAuthenticator"/>, <see cref="IMqttIngest"/> and a <see cref="TimeProvider"/>, and maps an
    /// endpoint with <c>UseConnectionHandler&lt;MqttIngestListener&gt;()</c>.
    /// </summary>
    /// <returns>The options, to bind or configure.</returns>
    public static OptionsBuilder<MqttIngestOptions> AddMqttIngest(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<MqttIngestMetrics>();
        services.TryAddSingleton<MqttIngestListener>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<MqttIngestOptions>, MqttIngestOptionsValidator>());
        return services.AddOptions<MqttIngestOptions>().ValidateOnStart();
    }
}
