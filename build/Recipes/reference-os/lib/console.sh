# Sourced by init and probe: the console, the command line and the way out.
# Needs /proc and /dev mounted.

# The kernel's own messages would break our lines in the middle; from here on only emergencies are printed.
echo 1 > /proc/sys/kernel/printk

# Every console that the kernel writes to, not only /dev/console, which is just the last console= argument.
probe_consoles=$(sed 's/ .*//' /proc/consoles)
[ -n "$probe_consoles" ] || probe_consoles=console

# say TEXT: one line on every console, under the prefix that tests and people look for.
say() {
    for console in $probe_consoles; do
        printf 'imager-probe: %s\n' "$*" > "/dev/$console" 2>/dev/null
    done
}

# argument NAME: the value of the last NAME=VALUE on the kernel command line; fails when there is none.
argument() {
    argument_value=
    argument_found=1
    for word in $(cat /proc/cmdline); do
        case $word in
            "$1"=*) argument_value=${word#*=} argument_found=0 ;;
            "$1") argument_found=0 ;;
        esac
    done
    echo "$argument_value"
    return $argument_found
}

# finish: the way out that imager.probe= asks for. Returns when it asks for none.
finish() {
    action=$(argument imager.probe)
    case $action in
        poweroff|reboot|halt)
            sync
            # stty sets attributes only after the output has been sent: the last line is not lost.
            for console in $probe_consoles; do
                stty -F "/dev/$console" opost 2>/dev/null
            done
            "$action" -f
            sleep 60
            ;;
    esac
}

# refuse REASON: something is wrong that must not be worked around. There is no shell behind this door.
refuse() {
    say "refused: $*"
    say "end: refused"
    finish
    while :; do sleep 3600; done
}
