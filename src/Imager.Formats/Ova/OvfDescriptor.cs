using System.Security;
using System.Text;

namespace Imager.Formats.Ova;

/// <summary>Writes the OVF 1.0 descriptor: one machine with two processors, 2 GiB, one disk and one network adapter.</summary>
/// <remarks>
/// DMTF DSP0243. Elements of an Item are in alphabetical order, as the schema demands. The text's length does not depend on the
/// size of the disk file, so that the descriptor can be placed before the disk is compressed.
/// </remarks>
internal static class OvfDescriptor
{
    private const int SizeDigits = 19;
    private const long MebiByte = 1 << 20;

    public static byte[] Write(OvaOptions options, long diskBytes, long diskFileBytes)
    {
        var text = new StringBuilder();
        var name = SecurityElement.Escape(options.Name);
        var file = SecurityElement.Escape(options.FileBaseName);
        var size = $"{diskFileBytes}";
        var (capacity, unit) = diskBytes % MebiByte == 0 ? (diskBytes / MebiByte, "byte * 2^20") : (diskBytes, "byte");
        text.Append($"""
            <?xml version="1.0" encoding="UTF-8"?>
            <Envelope vmw:buildId="build-7948156" xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:cim="http://schemas.dmtf.org/wbem/wscim/1/common" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData" xmlns:vmw="http://www.vmware.com/schema/ovf" xmlns:vssd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
              <References>
                <File ovf:href="{file}.vmdk" ovf:id="file1" ovf:size="{size}"{new string(' ', SizeDigits - size.Length)}/>
              </References>
              <DiskSection>
                <Info>Virtual disk information</Info>
                <Disk ovf:capacity="{capacity}" ovf:capacityAllocationUnits="{unit}" ovf:diskId="vmdisk1" ovf:fileRef="file1" ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"/>
              </DiskSection>
              <NetworkSection>
                <Info>The list of logical networks</Info>
                <Network ovf:name="VM Network">
                  <Description>The VM Network network</Description>
                </Network>
              </NetworkSection>
              <VirtualSystem ovf:id="vm">
                <Info>A virtual machine</Info>
                <Name>{name}</Name>
                <ProductSection ovf:required="false">
                  <Info>Information about the installed software</Info>
                  <Product>{name}</Product>
                  <Property ovf:key="{name}.config" ovf:type="string" ovf:userConfigurable="true" ovf:value="">
                    <Label>Machine configuration</Label>
                    <Description>Inline machine configuration, base64 encoded</Description>
                  </Property>
                </ProductSection>
                <OperatingSystemSection ovf:id="101" vmw:osType="other3xLinux64Guest">
                  <Info>The kind of installed guest operating system</Info>
                </OperatingSystemSection>
                <VirtualHardwareSection ovf:transport="com.vmware.guestInfo">
                  <Info>Virtual hardware requirements</Info>
                  <System>
                    <vssd:ElementName>Virtual Hardware Family</vssd:ElementName>
                    <vssd:InstanceID>0</vssd:InstanceID>
                    <vssd:VirtualSystemIdentifier>{name}</vssd:VirtualSystemIdentifier>
                    <vssd:VirtualSystemType>vmx-{options.HardwareVersion}</vssd:VirtualSystemType>
                  </System>

            """);
        AppendItems(text);
        AppendConfig(text, options, name);
        text.Append("    </VirtualHardwareSection>\n  </VirtualSystem>\n</Envelope>\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void AppendItems(StringBuilder text)
    {
        AppendItem(text, true, ("AllocationUnits", "hertz * 10^6"), ("Description", "Number of Virtual CPUs"),
            ("ElementName", "2 virtual CPU(s)"), ("InstanceID", "1"), ("ResourceType", "3"), ("VirtualQuantity", "2"));
        AppendItem(text, true, ("AllocationUnits", "byte * 2^20"), ("Description", "Memory Size"),
            ("ElementName", "2048MB of memory"), ("InstanceID", "2"), ("ResourceType", "4"), ("VirtualQuantity", "2048"));
        AppendItem(text, true, ("Address", "0"), ("Description", "SCSI Controller"), ("ElementName", "SCSI Controller 0"),
            ("InstanceID", "3"), ("ResourceSubType", "VirtualSCSI"), ("ResourceType", "6"));
        AppendItem(text, true, ("AddressOnParent", "0"), ("ElementName", "Hard Disk 1"),
            ("HostResource", "ovf:/disk/vmdisk1"), ("InstanceID", "4"), ("Parent", "3"), ("ResourceType", "17"));
        text.Append("""
                  <Item>
                    <rasd:AddressOnParent>2</rasd:AddressOnParent>
                    <rasd:AutomaticAllocation>true</rasd:AutomaticAllocation>
                    <rasd:Connection>VM Network</rasd:Connection>
                    <rasd:Description>VmxNet3 ethernet adapter on VM Network</rasd:Description>
                    <rasd:ElementName>Network adapter 1</rasd:ElementName>
                    <rasd:InstanceID>5</rasd:InstanceID>
                    <rasd:ResourceSubType>VmxNet3</rasd:ResourceSubType>
                    <rasd:ResourceType>10</rasd:ResourceType>
                    <vmw:Config ovf:required="false" vmw:key="slotInfo.pciSlotNumber" vmw:value="32"/>
                    <vmw:Config ovf:required="false" vmw:key="wakeOnLanEnabled" vmw:value="false"/>
                    <vmw:Config ovf:required="false" vmw:key="connectable.allowGuestControl" vmw:value="false"/>
                  </Item>

            """);
        AppendItem(text, false, ("AutomaticAllocation", "false"), ("ElementName", "Video card"), ("InstanceID", "6"), ("ResourceType", "24"));
        AppendItem(text, false, ("AutomaticAllocation", "false"), ("ElementName", "VMCI device"), ("InstanceID", "7"),
            ("ResourceSubType", "vmware.vmci"), ("ResourceType", "1"));
    }

    private static void AppendItem(StringBuilder text, bool isRequired, params (string Name, string Value)[] fields)
    {
        text.Append(isRequired ? "      <Item>\n" : "      <Item ovf:required=\"false\">\n");
        foreach (var (name, value) in fields)
        {
            text.Append($"        <rasd:{name}>{value}</rasd:{name}>\n");
        }

        text.Append("      </Item>\n");
    }

    private static void AppendConfig(StringBuilder text, OvaOptions options, string? name)
    {
        (string Key, string Value)[] settings =
        [
            ("tools.syncTimeWithHost", "false"), ("tools.afterPowerOn", "true"), ("tools.afterResume", "true"),
            ("tools.beforeGuestShutdown", "true"), ("tools.beforeGuestStandby", "true"),
            ("tools.toolsUpgradePolicy", "manual"), ("powerOpInfo.suspendType", "soft"),
        ];
        foreach (var (key, value) in options.UsesUefi ? [("firmware", "efi"), .. settings] : settings)
        {
            text.Append($"      <vmw:Config ovf:required=\"false\" vmw:key=\"{key}\" vmw:value=\"{value}\"/>\n");
        }

        text.Append($"      <vmw:ExtraConfig ovf:required=\"false\" vmw:key=\"nvram\" vmw:value=\"{name}.nvram\"/>\n");
        if (options.HasDiskUuid)
        {
            text.Append("      <vmw:ExtraConfig ovf:required=\"false\" vmw:key=\"disk.EnableUUID\" vmw:value=\"true\"/>\n");
        }
    }
}
