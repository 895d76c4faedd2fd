namespace Imager.Containers;

/// <summary>How a run gets container images and where it may push: the network of the library, in one place.</summary>
public sealed record ContainerServices(IContainerSource Source, RegistrySettings Registry)
{
    /// <summary>Docker's logins, proxies of the environment, no cache and no policy.</summary>
    public static ContainerServices FromEnvironment(Func<string, string?> variable)
    {
        var settings = new RegistrySettings(variable);
        return new ContainerServices(new ContainerSource(settings), settings);
    }
}
