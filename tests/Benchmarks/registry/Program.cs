// Copies an image between a plain-HTTP registry and an OCI layout: pull REF FOLDER | push FOLDER REF. run.sh compares it with skopeo.
using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Registry;
using Imager.Oci.Sources;
using Imager.Oci.Storage;

if (args is not [("pull" or "push") and var way, var from, var to])
{
    Console.Error.WriteLine("usage: pull REF FOLDER | push FOLDER REF");
    return 2;
}

var reference = ImageReference.Parse(way == "pull" ? from : to);
using var client = new RegistryClient(new RegistryOptions { Hosts = [new RegistryHost(reference.Registry) { PlainHttp = true }] });
var platform = Platform.Linux(Architecture.Amd64);
if (way == "pull")
{
    var store = BlobStore.Open(to);
    await new ImagePuller(store).PullAsync(client.Open(reference), platform, CancellationToken.None);
}
else
{
    // A layout and a store have the same folder of blobs; the image is opened where it lies.
    var root = await OciLayout.Open(from, null).ReadRootAsync(CancellationToken.None);
    await client.PushAsync(new StoredImage(BlobStore.Open(from), root), reference, [], CancellationToken.None);
}

return 0;
