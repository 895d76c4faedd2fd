using Cake.Frosting;
using Imager.Build;
using Imager.Build.Make;

using var interruption = new Interruption();
return await new CakeHost()
    .AddAssembly(typeof(BuildContext).Assembly)
    .UseContext<BuildContext>()
    .RunAsync(args, interruption.Token);
