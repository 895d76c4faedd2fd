using Imager.Profiles.Network;

namespace Imager.Profiles.Extensions;

/// <summary>What reading a service file gave: null when it names no service or no program; problems in the order of the text.</summary>
public sealed record ServiceSpecResult(ServiceSpec? Service, IReadOnlyList<DocumentProblem> Problems);
