using Cake.Frosting;

namespace Imager.Build.Tasks;

[TaskName("images")]
[TaskDescription("Makes the images of all platforms: metal, ISO, UKI and every cloud.")]
[IsDependentOn(typeof(KernelTask))]
[IsDependentOn(typeof(InitramfsTask))]
[IsDependentOn(typeof(SdBootTask))]
[IsDependentOn(typeof(SdStubTask))]
[IsDependentOn(typeof(GrubTask))]
public sealed class ImagesTask() : ImageTaskBase(
    "akamai", "alibabacloud", "aws", "azure", "cloudstack", "digital-ocean", "exoscale", "gcp", "hcloud", "iso", "metal", "metal-uki",
    "nocloud", "opennebula", "openstack", "oracle", "scaleway", "upcloud", "vmware", "vultr");
