namespace Imager.Extensions;

/// <summary>What a kernel would make of a module's signature (kernel/module/signing.c, crypto/asymmetric_keys).</summary>
public enum ModuleSignatureState
{
    /// <summary>Signed by a key that the kernel has.</summary>
    Valid,

    /// <summary>There is no signature.</summary>
    NotSigned,

    /// <summary>Signed by a key that the kernel does not have.</summary>
    UnknownKey,

    /// <summary>Signed by a key that the kernel has, but the module is not what was signed.</summary>
    Damaged,

    /// <summary>There is a signature that cannot be read.</summary>
    Malformed,
}
