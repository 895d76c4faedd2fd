#!/usr/bin/env pwsh
# Compiles build/ when its sources changed, then runs it: what build.sh does, for PowerShell. See build/README.md.
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$env:IMAGER_ROOT = $root
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'

function Stop-Build([string] $message) {
    [Console]::Error.WriteLine("error: $message")
    exit 4
}

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    Stop-Build "there is no dotnet in PATH. Install the .NET SDK that $root/global.json asks for: https://dotnet.microsoft.com/download/dotnet/10.0"
}

# The content of everything that is compiled into the build program; one folder per state.
# What lies beside it (results, keys, recipes, notes) is none of it.
function Get-SourceState {
    $rooms = 'build', 'src', 'profiles'
    $kinds = '.cs', '.csproj', '.props', '.targets', '.json', '.proto', '.yaml', '.editorconfig'
    $single = '^(\.editorconfig|BannedSymbols\.txt|Directory\..*\.(props|targets)|global\.json|build\.ps1)$'
    $prefix = $root.Length + 1
    $files = @($rooms | ForEach-Object { Get-ChildItem -LiteralPath (Join-Path $root $_) -Recurse -File -Force | Where-Object { $kinds -contains $_.Extension } })
    $files += Get-ChildItem -LiteralPath $root -File -Force | Where-Object { $_.Name -match $single }
    $lines = foreach ($file in $files) {
        $name = $file.FullName.Substring($prefix).Replace('\', '/')
        if ($name -notmatch '^build/Recipes/|(^|/)(bin|obj)/') {
            "$((Get-FileHash -LiteralPath $file.FullName -Algorithm SHA256).Hash) $name"
        }
    }
    $list = [string[]]@($lines)
    [Array]::Sort($list, [StringComparer]::Ordinal)
    $bytes = [Text.Encoding]::UTF8.GetBytes($list -join "`n")
    $hash = [Security.Cryptography.SHA256]::Create().ComputeHash($bytes)
    return (($hash[0..7] | ForEach-Object { $_.ToString('x2') }) -join '')
}

# Why dotnet failed: not everything is the compiler's word.
function Get-FailureReason([string] $log, [int] $exitCode) {
    if ($log -match 'no space left|not enough space|disk quota exceeded') { return "the disk of $hosts is full. Free some space there and try again." }
    if ($log -cmatch 'error (CS|CA|IDE|RS|AD|SYSLIB)\d+') { return 'the build program does not compile; the compiler''s words are above.' }
    if ($log -cmatch 'error NU\d+') { return 'the packages of the build program cannot be restored; NuGet''s words are above.' }
    if ($log -match 'read-only file system|permission denied|access to the path .* is denied') { return 'dotnet may not write where it has to; its words are above.' }
    return "dotnet could not compile the build program (exit code $exitCode); its words are above."
}

$hosts = Join-Path $root 'artifacts/.cache/host'
$state = Get-SourceState
$program = Join-Path $hosts "$state/imager-build.dll"
if (-not (Test-Path $program)) {
    New-Item -ItemType Directory -Force $hosts | Out-Null
    $lock = $null
    while ($null -eq $lock) {
        # Another run that compiles holds the file; the system releases it when that run ends, however it ends.
        try { $lock = [IO.File]::Open((Join-Path $hosts 'lock.ps1'), 'OpenOrCreate', 'ReadWrite', 'None') }
        catch [IO.IOException] { Start-Sleep -Milliseconds 200 }
    }
    try {
        if (-not (Test-Path $program)) {
            Push-Location $root
            try {
                $sdk = dotnet --version 2>&1
                if ($LASTEXITCODE -ne 0) {
                    Stop-Build "the .NET SDK that global.json asks for is not installed. Get it: https://dotnet.microsoft.com/download/dotnet/10.0"
                }
                [Console]::Error.WriteLine("compiling the build program with .NET SDK $sdk ...")
                $work = Join-Path $hosts 'work-ps1'
                $marker = Join-Path $hosts 'compiling-ps1'
                $new = Join-Path $hosts 'new-ps1'
                if (Test-Path $marker) { Remove-Item -Recurse -Force $work -ErrorAction SilentlyContinue }
                New-Item -ItemType File -Force $marker | Out-Null
                Remove-Item -Recurse -Force $new -ErrorAction SilentlyContinue
                $log = dotnet publish build/Imager.Build.csproj -c Release -o $new -v quiet -nologo -nodeReuse:false `
                    -p:UseSharedCompilation=false "-p:ArtifactsPath=$work" 2>&1
                $exitCode = $LASTEXITCODE
                Remove-Item $marker
                if ($exitCode -ne 0) {
                    $log | ForEach-Object { [Console]::Error.WriteLine("$_") }
                    Stop-Build (Get-FailureReason ($log -join "`n") $exitCode)
                }
                Move-Item $new (Join-Path $hosts $state)
            }
            finally { Pop-Location }
        }
    }
    finally { $lock.Dispose() }
}

& dotnet $program @args
exit $LASTEXITCODE
