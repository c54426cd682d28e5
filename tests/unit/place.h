/* A directory and a file for a test that needs one on a file system. */
#ifndef UNIT_PLACE_H
#define UNIT_PLACE_H

#include "support.h"

/* A directory of our own, and in it one path for the file of the test that runs. */
struct place {
    char dir[128];
    char file[160];
};

/* Set up and tear down: *state is a struct place while the test runs; the file goes with it. */
int make_place(void **state);
int remove_place(void **state);

#define PLACED(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

/* The place's file, empty, open for reading and writing; closed by the caller. */
int open_new(const struct place *place);

/* Write at an offset of the file. */
void put_at(int fd, uint64_t offset, const void *bytes, size_t length);

#endif
