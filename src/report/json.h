/* What the JSON reports have in common. */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#include "report/problems.h"

/* Every function that makes a value returns NULL where memory ran out; json_object_set_new takes that as a failure. */

/* A number as a string in lower-case hexadecimal with 0x: beyond 2^53 JSON numbers are not exact everywhere. */
json_t *json_hex(uint64_t value);

/* Text of any origin; null for NULL. What is not UTF-8 is escaped as tdxp_escape_utf8 does. */
json_t *json_text(const char *text);

/* Append to an array, or set in an object. Gives it back; NULL, with all let go of, where memory ran out before or now. */
json_t *json_append(json_t *array, json_t *value);
json_t *json_put(json_t *object, const char *key, json_t *value);

/* The path of a node; null for NULL. */
json_t *json_path(const struct tdxp_node *node);

/* The files that an image is made of: path, offset in the image, and size of each. */
json_t *json_files(const struct tdxp_image *image);

/* name, files, what the file seems to be, size, sha256 and the addresses of the BIOS mapping. */
json_t *json_image(const struct tdxp_firmware *firmware);

/* The spaces of a tree: id, name, size, and the path of the node that each was made from. */
json_t *json_spaces(const struct tdxp_tree *tree);

/* What the VMM does in all: added, measured, zero, augmented, file_loaded, file_not_loaded. */
json_t *json_totals(const struct tdxp_firmware *firmware, enum tdxp_guest guest);

/* A problem_visitor whose context is a JSON array, to which it appends an object. */
void json_problem(void *context, const struct tdxp_node *node, const char *text);

/* Print a value in ASCII, on lines of its own where indent is not 0. False where memory ran out. */
bool json_print(const json_t *value, size_t indent, FILE *out);

/* Print a part of a report on one line and let go of it; value may be NULL. False where memory ran out. */
bool json_print_part(json_t *value, FILE *out);

#endif
