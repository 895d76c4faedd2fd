namespace Imager.Profiles;

/// <summary>The nine boards of the v1.6 imager; overlays replaced them in 1.7.</summary>
public static class Boards
{
    private const int SunxiOffsetBytes = 8192;
    private const int SunxiEntriesLba = 2048;
    private const int RockchipOffsetBytes = 32768;
    private const int RockchipEntriesLba = 20480;
    private const int UsualEntriesLba = 2;
    private const string NoKexec = "sysctl.kernel.kexec_load_disabled=1";
    private const string NoDashboard = "talos.dashboard.disabled=1";

    /// <summary>All boards, sorted by name.</summary>
    public static IReadOnlyList<Board> All { get; } =
    [
        Sunxi("bananapi_m64", "allwinner/sun50i-a64-bananapi-m64.dtb"),
        new("jetson_nano", ["console=tty0", "console=ttyS0,115200", NoKexec, NoDashboard], null, 0,
            "nvidia/tegra210-p3450-0000.dtb", UsualEntriesLba),
        Sunxi("libretech_all_h3_cc_h5", "allwinner/sun50i-h5-libretech-all-h3-cc.dtb"),
        Rockchip("nanopi_r4s", "rockchip/rk3399-nanopi-r4s.dtb", "console=ttyS2,1500000n8", NoKexec),
        Sunxi("pine64", "allwinner/sun50i-a64-pine64-plus.dtb"),
        Rockchip("rock64", "rockchip/rk3328-rock64.dtb", "console=ttyS2,115200n8"),
        Rockchip("rockpi_4", "rockchip/rk3399-rock-pi-4b.dtb", "console=ttyS2,1500000n8", NoKexec),
        Rockchip("rockpi_4c", "rockchip/rk3399-rock-pi-4c.dtb", "console=ttyS2,1500000n8", NoKexec),
        new("rpi_generic", ["console=tty0", "console=ttyAMA0,115200", NoKexec, NoDashboard], null, 0, null,
            UsualEntriesLba),
    ];

    /// <summary>All names, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(board => board.Name)];

    /// <summary>The board with a name, or null.</summary>
    public static Board? Find(string? name) => All.FirstOrDefault(board => board.Name == name);

    private static Board Sunxi(string name, string deviceTree) => new(
        name, ["console=tty0", "console=ttyS0,115200", NoDashboard], $"{name}/u-boot-sunxi-with-spl.bin",
        SunxiOffsetBytes, deviceTree, SunxiEntriesLba);

    private static Board Rockchip(string name, string deviceTree, params string[] args) => new(
        name, ["console=tty0", .. args, NoDashboard], $"{name}/u-boot-rockchip.bin", RockchipOffsetBytes, deviceTree,
        RockchipEntriesLba);
}
