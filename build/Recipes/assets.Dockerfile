# Boot assets of the reference OS out of Debian packages: kernel, initramfs, sd-stub, sd-boot, GRUB images.
# README.md beside this file says what the context holds, which targets there are and what they export.
#
# There is no "# syntax=" line and no FROM but scratch, because both would ask Docker Hub; and no step uses the
# network, because make-seed.sh has already fetched and verified the packages under seed/.
# Every RUN is one script from this folder, so that a change to it invalidates exactly the steps that use it.

# Where kernel and modules come from: Debian's package, or a folder of the context.
ARG KERNEL=prebuilt

# ---- toolchain ------------------------------------------------------------------------------------------------------
FROM scratch AS bootstrap
COPY seed/busybox /bin/busybox
COPY seed/toolchain /debs
COPY base/unpack.sh /unpack.sh
RUN ["/bin/busybox", "sh", "/unpack.sh"]

FROM scratch AS toolchain
COPY --from=bootstrap /target /
ENV LC_ALL=C TZ=UTC

# ---- kernel ---------------------------------------------------------------------------------------------------------
FROM toolchain AS kernel-prebuilt
ARG ARCH=amd64
COPY seed/${ARCH}/kernel /debs
COPY scripts/unpack-kernel.sh /scripts/
RUN sh /scripts/unpack-kernel.sh /debs ${ARCH} /kernel /out

FROM scratch AS kernel-out
COPY --from=kernel-prebuilt /out /

# One that was compiled, or that came in a kernel image.
FROM toolchain AS kernel-given
COPY kernel-tree /kernel
COPY scripts/adopt-kernel.sh /scripts/
RUN sh /scripts/adopt-kernel.sh /kernel

FROM kernel-${KERNEL} AS kernel

# ---- initramfs of the reference OS ----------------------------------------------------------------------------------
FROM kernel AS modules
ARG ARCH=amd64
ARG EXTRA_MODULES=
ARG KERNEL=prebuilt
# prebuilt: modules-*.txt of modules/; given: of modules/given/.
COPY modules /modules
COPY scripts/select-modules.sh /scripts/
RUN lists=/modules/${KERNEL#prebuilt}; sh /scripts/select-modules.sh /kernel /selected "${EXTRA_MODULES}" \
    ${lists}/modules-common.txt ${lists}/modules-${ARCH}.txt

FROM toolchain AS rootfs
ARG ARCH=amd64
ARG WITH_DEBUG=0
ARG SOURCE_DATE_EPOCH=1735689600
COPY seed/busybox /bin/busybox
COPY seed/${ARCH}/busybox /debs
COPY --from=modules /selected /selected
COPY reference-os /reference-os
COPY scripts/make-rootfs.sh /scripts/
RUN sh /scripts/make-rootfs.sh /debs /selected /reference-os /out ${WITH_DEBUG}

FROM toolchain AS initramfs
ARG ARCH=amd64
ARG COMPRESSION=xz
ARG SOURCE_DATE_EPOCH=1735689600
COPY --from=rootfs /out /rootfs
COPY --from=modules /selected.early /early
COPY --from=modules /selected.not-shipped /not-shipped
COPY reference-os /reference-os
COPY scripts/make-initramfs.sh /scripts/
RUN sh /scripts/make-initramfs.sh /rootfs /early /reference-os ${ARCH} ${COMPRESSION} /out
RUN install -m 644 /not-shipped /out/modules-not-shipped-${ARCH}.txt

FROM scratch AS initramfs-out
COPY --from=initramfs /out /

# ---- sd-stub and sd-boot --------------------------------------------------------------------------------------------
FROM toolchain AS systemd-boot
ARG ARCH=amd64
COPY seed/${ARCH}/systemd-boot /debs
COPY scripts/unpack-systemd-boot.sh /scripts/
RUN sh /scripts/unpack-systemd-boot.sh /debs ${ARCH} /out

FROM scratch AS sd-stub-out
ARG ARCH=amd64
COPY --from=systemd-boot /out/sd-stub-${ARCH}.efi /

FROM scratch AS sd-boot-out
ARG ARCH=amd64
COPY --from=systemd-boot /out/sd-boot-${ARCH}.efi /

# ---- GRUB -----------------------------------------------------------------------------------------------------------
FROM toolchain AS grub
ARG ARCH=amd64
COPY seed/${ARCH}/grub /debs
COPY grub /grub
COPY scripts/make-grub.sh /scripts/
RUN sh /scripts/make-grub.sh /debs ${ARCH} /grub /out

FROM scratch AS grub-out
COPY --from=grub /out /

# ---- root of our containers -----------------------------------------------------------------------------------------
FROM toolchain AS container-root
ARG ARCH=amd64
COPY seed/${ARCH}/container /debs
COPY scripts/make-container-root.sh /scripts/
RUN sh /scripts/make-container-root.sh /debs /out/container-root-${ARCH}

FROM scratch AS container-root-out
COPY --from=container-root /out /
