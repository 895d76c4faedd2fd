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
function Get-SourceState {
    $skipped = 'artifacts', '.git', 'tests', 'docs'
    $prefix = $root.Length + 1
    $files = Get-ChildItem -LiteralPath $root -Force | Where-Object { $skipped -notcontains $_.Name } |
        ForEach-Object { if ($_.PSIsContainer) { Get-ChildItem -LiteralPath $_.FullName -Recurse -File -Force } else { $_ } }
    $lines = foreach ($file in $files) {
        $name = $file.FullName.Substring($prefix).Replace('\', '/')
        if ($name -notmatch '^build/Recipes/|(^|/)(bin|obj)/' -and $file.Extension -ne '.md') {
            "$((Get-FileHash -LiteralPath $file.FullName -Algorithm SHA256).Hash) $name"
        }
    }
    $list = [string[]]@($lines)
    [Array]::Sort($list, [StringComparer]::Ordinal)
    $bytes = [Text.Encoding]::UTF8.GetBytes($list -join "`n")
    $hash = [Security.Cryptography.SHA256]::Create().ComputeHash($bytes)
    return (($hash[0..7] | ForEach-Object { $_.ToString('x2') }) -join '')
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
                $failed = $LASTEXITCODE -ne 0
                Remove-Item $marker
                if ($failed) {
                    $log | ForEach-Object { [Console]::Error.WriteLine("$_") }
                    Stop-Build 'the build program does not compile; the compiler''s words are above.'
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
