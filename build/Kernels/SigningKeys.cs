using Cake.Core.Diagnostics;
using Imager.Core;

namespace Imager.Build.Kernels;

/// <summary>Finds the key of a run: the one that MODULE_SIGNING_KEY names, or the one that was made here once.</summary>
public sealed class SigningKeys(BuildContext context)
{
    private const string EphemeralWord = "ephemeral";

    private readonly Lock gate = new();
    private SigningKey? key;

    /// <summary>A new one for every run: nothing that is signed later fits this kernel.</summary>
    public bool IsEphemeral => Given == EphemeralWord;

    /// <summary>The key if something was signed with it in this run, or its certificate compiled in: <see cref="Get"/> was called.</summary>
    public SigningKey? Used { get; private set; }

    /// <summary>Where the key is, or will be.</summary>
    public string KeyFile => Given.Length == 0 ? context.Paths.SigningKey : context.Paths.FromCaller(Given);

    private string Given => context.Variables[BuildVariables.ModuleSigningKey];

    /// <summary>The key if there is one already; makes none that would have to be kept.</summary>
    public SigningKey? Peek()
    {
        lock (gate)
        {
            if (key is null && IsEphemeral)
            {
                key = SigningKey.Generate(context.SourceDateEpoch);
            }

            return key ??= File.Exists(KeyFile) ? SigningKey.Parse(File.ReadAllText(KeyFile), KeyFile) : null;
        }
    }

    /// <summary>Looks whether a key that was named is there.</summary>
    /// <exception cref="InvalidInputException">It is not, or it is no such key.</exception>
    public void Check()
    {
        if (Given.Length > 0 && Peek() is null)
        {
            throw Missing();
        }
    }

    /// <summary>The key; makes it the first time, and says so.</summary>
    /// <exception cref="InvalidInputException">The file that MODULE_SIGNING_KEY names is missing or holds something else.</exception>
    /// <exception cref="FileAccessException">The new key cannot be written.</exception>
    public SigningKey Get() => Used = FindOrMake();

    private SigningKey FindOrMake()
    {
        if (Peek() is { } known)
        {
            if (IsEphemeral)
            {
                context.Log.Information("module signing key: a new one for this run; modules that are signed later will not fit this kernel.");
            }

            return known;
        }

        if (Given.Length > 0)
        {
            throw Missing();
        }

        lock (gate)
        {
            return key ??= Create(KeyFile);
        }
    }

    private InvalidInputException Missing() => new(
        "IMG2642", $"MODULE_SIGNING_KEY={Given}: there is no file {KeyFile}. Leave it out to have a key made, or write {EphemeralWord}.");

    private SigningKey Create(string path)
    {
        var made = SigningKey.Generate(context.SourceDateEpoch);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new FileStream(path, options);
            file.Write(made.ToSecret());
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another run was first; its key counts.
            return SigningKey.Parse(File.ReadAllText(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6610", $"the new module signing key cannot be written to {path}: {error.Message}", error);
        }

        context.Log.Warning(
            $"module signing key: made {context.Paths.Show(path)}. Keep it: without it no module can be added to the kernels that are "
            + "built from now on. Clean leaves it alone. To use one of your own: MODULE_SIGNING_KEY=FILE.");
        return made;
    }
}
