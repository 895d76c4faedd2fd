#!/bin/sh
# cached-cc.sh COMPILER ARGUMENT...
# The compiler behind ccache, except for sources with .incbin: in depend mode ccache does not see what they include, and
# would hand out the certificates or the compressed kernel of an earlier build. In the kernel these are assembler files,
# configs.c and kheaders.c.
for argument; do
    case $argument in
        *.S|*/configs.c|*/kheaders.c) exec "$@" ;;
    esac
done
exec ccache "$@"
