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
        printf("%s\n", greeting ? greeting : "hello");
        fflush(stdout);
    } while (interval > 0 && sleep(interval) == 0);
    return 0;
}
