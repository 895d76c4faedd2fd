global using System.Text;
global using Imager.Core;
global using Imager.Oci.Layers;
global using Imager.Oci.Model;
global using Imager.Oci.Sources;
global using Imager.Oci.Storage;
