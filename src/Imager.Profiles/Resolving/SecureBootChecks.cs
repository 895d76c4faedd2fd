namespace Imager.Profiles;

/// <summary>Whether the signers and databases of an effective profile are complete.</summary>
internal static class SecureBootChecks
{
    private const string BootPath = "input.secureboot.secureBootSigner";
    private const string PcrPath = "input.secureboot.pcrSigner";

    internal static IEnumerable<ProfileProblem> Find(SecureBootAssets assets, ProfileDocument at) =>
        IncompleteSigners(assets, at).Concat(WrongAddresses(assets, at)).Concat(PartialDatabase(assets, at));

    private static IEnumerable<ProfileProblem> IncompleteSigners(SecureBootAssets assets, ProfileDocument at)
    {
        var boot = assets.SecureBootSigner ?? new SecureBootSigner();
        var pcr = assets.PcrSigner ?? new PcrSigner();
        (string Key, bool IsIncomplete, string Missing)[] rules =
        [
            ($"{BootPath}.keyPath", IsSet(boot.KeyPath) && !IsSet(boot.CertPath), "certPath"),
            ($"{BootPath}.certPath", IsSet(boot.CertPath) && !IsSet(boot.KeyPath), "keyPath"),
            ($"{BootPath}.azureVaultURL",
                IsSet(boot.AzureVaultUrl) && !IsSet(boot.AzureCertificateId), "azureCertificateID"),
            ($"{BootPath}.azureCertificateID",
                IsSet(boot.AzureCertificateId) && !IsSet(boot.AzureVaultUrl), "azureVaultURL"),
            ($"{BootPath}.awsKMSKeyID",
                IsSet(boot.AwsKmsKeyId) && !IsSet(boot.AwsCertPath) && !IsSet(boot.AwsCertArn),
                "awsCertPath or awsCertARN"),
            ($"{BootPath}.awsKMSKeyID", IsSet(boot.AwsKmsKeyId) && !IsSet(boot.AwsRegion), "awsRegion"),
            ($"{PcrPath}.azureVaultURL", IsSet(pcr.AzureVaultUrl) && !IsSet(pcr.AzureKeyId), "azureKeyID"),
            ($"{PcrPath}.azureKeyID", IsSet(pcr.AzureKeyId) && !IsSet(pcr.AzureVaultUrl), "azureVaultURL"),
            ($"{PcrPath}.awsKMSKeyID", IsSet(pcr.AwsKmsKeyId) && !IsSet(pcr.AwsRegion), "awsRegion"),
        ];
        return rules.Where(rule => rule.IsIncomplete).Select(rule => ProfileProblem.StrictError(
            "IMG2453", rule.Key, at.PositionOf(rule.Key), $"{rule.Key} needs {rule.Missing} beside it."));
    }

    private static IEnumerable<ProfileProblem> WrongAddresses(SecureBootAssets assets, ProfileDocument at) =>
        new[]
        {
            (Path: $"{BootPath}.signerAddress", Address: assets.SecureBootSigner?.SignerAddress),
            (Path: $"{PcrPath}.signerAddress", Address: assets.PcrSigner?.SignerAddress),
        }
        .Where(pair => IsSet(pair.Address) && !pair.Address!.StartsWith("unix://", StringComparison.Ordinal))
        .Select(pair => ProfileProblem.Error(
            "IMG2452", pair.Path, at.PositionOf(pair.Path),
            $"{pair.Path} \"{pair.Address}\" must begin with unix://, for example unix:///run/signer.sock."));

    private static IEnumerable<ProfileProblem> PartialDatabase(SecureBootAssets assets, ProfileDocument at)
    {
        var paths = new[]
        {
            (Key: "platformKeyPath", Path: assets.PlatformKeyPath),
            (Key: "keyExchangeKeyPath", Path: assets.KeyExchangeKeyPath),
            (Key: "signatureKeyPath", Path: assets.SignatureKeyPath),
        };
        var missing = paths.Where(pair => !IsSet(pair.Path)).Select(pair => pair.Key).ToList();
        if (missing.Count is 1 or 2)
        {
            var given = paths.First(pair => IsSet(pair.Path));
            yield return ProfileProblem.Error(
                "IMG2447", $"input.secureboot.{given.Key}", at.PositionOf($"input.secureboot.{given.Key}"),
                $"the Secure Boot databases come together or not at all: {given.Key} is \"{given.Path}\", but "
                + $"{string.Join(" and ", missing)} {(missing.Count == 1 ? "is" : "are")} missing.");
        }
    }

    private static bool IsSet(string? text) => !string.IsNullOrEmpty(text);
}
