namespace Imager.Extensions;

/// <summary>The files of <c>imager extension new service</c>.</summary>
internal static class ServiceTemplate
{
    internal static IReadOnlyList<(string Path, string Text)> Files(string name) =>
    [
        ("extension/manifest.yaml", Manifest(name, "An extension service.")),
        ($"extension/rootfs/usr/local/etc/containers/{name}.yaml", $"""
            # Chapter "Extension Services" of the Talos documentation. `imager extension lint extension` checks every key.
            name: {name}
            container:
              # Relative to the container's root, /usr/local/lib/containers/{name}.
              entrypoint: ./{name}
              args:
                - --interval=60
              environment:
                - GREETING=hello from {name}
            depends:
              - network:
                  - addresses
            restart: always

            """),
        ($"src/{name}.c", $$"""
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <unistd.h>

            /* Prints a greeting, then again every so many seconds (--interval=0: once). */
            int main(int argc, char **argv)
            {
                const char *greeting = getenv("GREETING");
                int interval = 0;
                for (int i = 1; i < argc; i++)
                    if (strncmp(argv[i], "--interval=", 11) == 0)
                        interval = atoi(argv[i] + 11);
                do {
                    printf("%s\n", greeting ? greeting : "hello from {{name}}");
                    fflush(stdout);
                } while (interval > 0 && sleep(interval) == 0);
                return 0;
            }

            """),
        ("Makefile", Text($"""
            # make: the extension folder is ready. make lint, make pack: see `imager extension --help`.
            ARCH ?= amd64
            CC_amd64 ?= x86_64-linux-gnu-gcc
            CC_arm64 ?= aarch64-linux-gnu-gcc
            # Static, because the container's root holds this file alone; the rest makes equal sources give equal bytes.
            CFLAGS ?= -O2 -Wall -Wextra -static -s -Wl,--build-id=none -ffile-prefix-map=$(CURDIR)=.
            IMAGER ?= imager

            PROGRAM := extension/rootfs/usr/local/lib/containers/{name}/{name}

            $(PROGRAM): src/{name}.c Makefile
            >mkdir -p $(dir $@)
            >$(CC_$(ARCH)) $(CFLAGS) -o $@ $<

            lint: $(PROGRAM)
            >$(IMAGER) extension lint extension --arch $(ARCH)

            pack: $(PROGRAM)
            >$(IMAGER) extension pack extension --arch $(ARCH) -o {name}-$(ARCH).tar

            clean:
            >rm -f $(PROGRAM) {name}-*.tar

            .PHONY: lint pack clean

            """)),
        ("README.md", $"""
            # {name}

            An extension service. `make` compiles it into `extension/`; then

                imager metal --system-extension-image ./extension --output out

            puts it into an image. `make lint` checks it, `make pack` makes an image for a registry (`make pack ARCH=arm64` for the other
            architecture, with Debian's crossbuild-essential-arm64).

            """),
        (".gitignore", $"/extension/rootfs/usr/local/lib/containers/{name}/{name}\n/*.tar\n"),
    ];

    internal static string Manifest(string name, string description) => $"""
        version: v1alpha1
        metadata:
          name: {name}
          version: 0.1.0
          author: you
          description: {description}
          compatibility:
            talos:
              version: ">= v1.10.0"

        """;

    /// <summary>A makefile's commands begin with a tabulator, which would be hard to see in the template.</summary>
    internal static string Text(string template) => template.Replace("\n>", "\n\t", StringComparison.Ordinal);
}
