namespace Imager.Extensions;

/// <summary>The files of <c>imager extension new module</c>.</summary>
internal static class ModuleTemplate
{
    internal static IReadOnlyList<(string Path, string Text)> Files(string name)
    {
        var identifier = name.Replace('-', '_');
        return
        [
            ("extension/manifest.yaml", ServiceTemplate.Manifest(name, "A kernel module.")),
            ($"src/{identifier}.c", $$"""
                // SPDX-License-Identifier: GPL-2.0
                #include <linux/init.h>
                #include <linux/module.h>

                static int __init {{identifier}}_init(void)
                {
                    pr_info("{{name}}: loaded\n");
                    return 0;
                }

                static void __exit {{identifier}}_exit(void)
                {
                    pr_info("{{name}}: unloaded\n");
                }

                module_init({{identifier}}_init);
                module_exit({{identifier}}_exit);
                MODULE_DESCRIPTION("{{name}}");
                MODULE_LICENSE("GPL");

                """),
            ("src/Makefile", $"obj-m := {identifier}.o\n"),
            ("Makefile", ServiceTemplate.Text($"""
                # KDIR: the devel tree of the kernel that the image carries. Its release decides where the module goes.
                KDIR ?= /lib/modules/$(shell uname -r)/build
                RELEASE := $(shell cat $(KDIR)/include/config/kernel.release 2>/dev/null)
                # The key that the kernel knows, as sign-file wants it; without them the module stays unsigned.
                SIGN_KEY ?=
                SIGN_CERT ?=
                SIGN_HASH ?= sha512
                IMAGER ?= imager

                MODULE := extension/rootfs/usr/lib/modules/$(RELEASE)/extra/{identifier}.ko

                all:
                >$(MAKE) -C $(KDIR) M=$(CURDIR)/src modules
                >rm -rf extension/rootfs
                >mkdir -p $(dir $(MODULE))
                >$(or $(STRIP),strip) --strip-debug -o $(MODULE) src/{identifier}.ko
                >$(if $(SIGN_KEY),$(KDIR)/scripts/sign-file $(SIGN_HASH) $(SIGN_KEY) $(SIGN_CERT) $(MODULE))

                # KERNEL: the vmlinuz of the image; lint then compares release and signature with it.
                lint: all
                >$(IMAGER) extension lint extension $(if $(KERNEL),--kernel $(KERNEL))

                pack: all
                >$(IMAGER) extension pack extension -o {name}.tar

                clean:
                >$(MAKE) -C $(KDIR) M=$(CURDIR)/src clean
                >rm -rf extension/rootfs {name}.tar

                .PHONY: all lint pack clean

                """)),
            ("README.md", $"""
                # {name}

                A kernel module as a system extension. `make KDIR=... SIGN_KEY=... SIGN_CERT=...` builds and signs it into `extension/`; then

                    imager metal --system-extension-image ./extension --output out

                puts it into an image. A module that the image's kernel would refuse is refused there, with the reason.

                """),
            (".gitignore", "/extension/rootfs/\n/src/*.o\n/src/*.ko\n/src/*.mod*\n/src/.*.cmd\n/src/Module.symvers\n/src/modules.order\n/*.tar\n"),
        ];
    }
}
