// What the GNU C library has beyond POSIX for starting programs (2.34 and later), and Swift's Glibc module does not show.
#ifndef REMIT_CSPAWN_H
#define REMIT_CSPAWN_H

#include <spawn.h>

extern int pipe2(int ends[2], int flags);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

#endif
