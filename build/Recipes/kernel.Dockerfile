# Kernels and kernel modules out of source. README.md beside this file says what the context holds and what is exported.
#
# As in assets.Dockerfile: no FROM but scratch, no network, every RUN one script. The long step, `compiled`, sees the
# public certificate only; the private key reaches nothing but the short steps that sign.

# Where module-% finds what stands for the kernel's source: tree or headers.
ARG DEVEL=headers

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
FROM toolchain AS source
COPY source /source
COPY kernel/patches /patches
COPY scripts/unpack-source.sh /scripts/
RUN sh /scripts/unpack-source.sh /source /patches /src

FROM source AS configured
ARG ARCH=amd64
ARG WITH_DEBUG=0
ARG WITH_RACE=0
COPY kernel/config-${ARCH} /config/
COPY kernel/fragments /config/fragments
COPY kernel/debug.config kernel/race.config kernel/signing.config /config/
COPY certificate/signing_key.crt.pem /certificate/
COPY scripts/kernel-make.sh scripts/configure-kernel.sh /scripts/
RUN sh /scripts/configure-kernel.sh ${ARCH} /config ${WITH_DEBUG} ${WITH_RACE}

FROM configured AS compiled
ARG ARCH=amd64
ARG SOURCE_DATE_EPOCH=1735689600
ARG X86_64_LEVEL=v1
ARG CCACHE=1
COPY scripts/compile-kernel.sh scripts/cached-cc.sh /scripts/
RUN --mount=type=cache,id=imager-kernel-ccache,target=/ccache \
    sh /scripts/compile-kernel.sh ${ARCH} ${X86_64_LEVEL} ${CCACHE} /out
COPY scripts/pack-devel.sh /scripts/
RUN sh /scripts/pack-devel.sh ${ARCH} /out

FROM compiled AS signed
COPY scripts/sign-modules.sh /scripts/
RUN --mount=type=secret,id=module-signing-key,required=true \
    sh /scripts/sign-modules.sh /build/scripts/sign-file /run/secrets/module-signing-key \
    /certificate/signing_key.crt.pem /out /out/signatures

FROM scratch AS kernel-build-out
COPY --from=signed /out /

# ---- configuration: kernel-menuconfig, kernel-olddefconfig, kernel-GOAL ---------------------------------------------
# The tree that `make menuconfig` needs, without the rest of the source.
FROM source AS kconfig
COPY scripts/pack-kconfig.sh /scripts/
RUN sh /scripts/pack-kconfig.sh /src /out

FROM scratch AS kernel-kconfig-out
COPY --from=kconfig /out /

FROM source AS goal
ARG ARCH=amd64
ARG GOAL=olddefconfig
COPY configuration /config
COPY scripts/kernel-make.sh scripts/run-goal.sh /scripts/
RUN sh /scripts/run-goal.sh ${ARCH} ${GOAL} /config /out

FROM scratch AS kernel-goal-out
COPY --from=goal /out /

# ---- modules --------------------------------------------------------------------------------------------------------
# The tree that stands for the kernel's source: the devel layer of a kernel of ours, or Debian's headers packages.
FROM toolchain AS devel-tree
COPY devel /devel
COPY scripts/unpack-devel.sh /scripts/
RUN sh /scripts/unpack-devel.sh /devel

FROM toolchain AS devel-headers
COPY seed/headers /devel
COPY scripts/unpack-devel.sh /scripts/
RUN sh /scripts/unpack-devel.sh /devel

FROM devel-${DEVEL} AS module-compiled
ARG ARCH=amd64
ARG NAME=module
ARG SOURCE_DATE_EPOCH=1735689600
COPY module /module
COPY scripts/kernel-make.sh scripts/compile-module.sh /scripts/
RUN sh /scripts/compile-module.sh ${ARCH} ${NAME} /module /out

FROM module-compiled AS module
COPY certificate/signing_key.crt.pem /certificate/
COPY scripts/sign-modules.sh /scripts/
RUN --mount=type=secret,id=module-signing-key,required=true \
    sh /scripts/sign-modules.sh /kernel/scripts/sign-file /run/secrets/module-signing-key \
    /certificate/signing_key.crt.pem /out /signatures

FROM scratch AS module-out
COPY --from=module /out /
