/* A directory and a file for a test that needs one on a file system. */
#ifndef UNIT_PLACE_H
#define UNIT_PLACE_H

#include "support.h"

enum { PLACE_DIR = 128 }; /* bytes that suffice for the path of a directory */

/* Makes a directory of our own. False: there could be none. */
bool make_directory(char dir[static PLACE_DIR]);

/* Removes a directory with all that is in it. False: something is left. */
bool remove_directory(const char *dir);

/* A directory of our own, and in it one path for the file of the test that runs. */
struct test_place {
    char dir[PLACE_DIR];
    char file[160];
};

/* Set up and tear down: *state is a struct test_place while the test runs; all that is in the directory goes with it. */
int make_place(void **state);
int remove_place(void **state);

#define PLACED(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

/* The place's file, empty, open for reading and writing; closed by the caller. */
int open_new(const struct test_place *place);

/* Write at an offset of the file. */
void put_at(int fd, uint64_t offset, const void *bytes, size_t length);

#endif
