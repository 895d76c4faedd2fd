namespace Imager.Oci.Registry;

/// <summary>A request failed in a way that may pass, and only its sender knows how to begin again. Never leaves this room.</summary>
internal sealed class PassingFailure(string message, Exception? inner) : Exception(message, inner);
