/*
 * "What if": an image whose bytes are changed in memory, with a history of all changes.
 *
 * A history works on a copy of its own (tdxp_image_copy); what was opened stays as it is, and so does its file.
 * The copy's bytes change in place: who has decoded it decodes it again after each change.
 */
#ifndef TDXPLORE_EDIT_H
#define TDXPLORE_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tdxplore/check.h"
#include "tdxplore/error.h"
#include "tdxplore/image.h"
#include "tdxplore/range.h"
#include "tdxplore/tree.h"

/* ---- the history ---- */

struct tdxp_edits;

/*
 * A history without steps, over a copy of base, which must outlive it. The caller frees it.
 * NULL with *err filled in where the copy cannot be made.
 */
struct tdxp_edits *tdxp_edits_new(const struct tdxp_image *base, struct tdxp_error *err);

/* The copy goes with it, and every view of its bytes. edits may be NULL. */
void tdxp_edits_free(struct tdxp_edits *edits);

/* The image as it is now: the same pointer as long as the history lives, with bytes that change in place. */
const struct tdxp_image *tdxp_edits_image(const struct tdxp_edits *edits);

/*
 * Put length bytes at offset (in bytes from the start of the image): one step, which drops all that was undone. label,
 * which is copied, says in words what it is; it may hold any byte. Bytes that are there already are no step: true, and
 * nothing has changed. False with *err filled in, and nothing changed, where they do not all lie inside of the image or
 * memory ran out. bytes may not be part of the image.
 */
bool tdxp_edits_put(struct tdxp_edits *edits, uint64_t offset, const void *bytes, size_t length, const char *label,
                    struct tdxp_error *err);

/*
 * All that is put between the two is one step, with the label of the first put that changes anything; where none does, it
 * is no step. They may stand in each other: the outermost pair counts. Nothing is undone or redone between them.
 */
void tdxp_edits_begin(struct tdxp_edits *edits);
void tdxp_edits_end(struct tdxp_edits *edits);

/*
 * Take the latest step back, or make again the one that was taken back last; into *where, which may be NULL, the range from
 * its first byte to its last. False, and nothing changed, where there is none, in the middle of a group, or where memory
 * ran out, which can be only after somebody has changed the file that base was opened from.
 */
bool tdxp_edits_undo(struct tdxp_edits *edits, struct tdxp_range *where);
bool tdxp_edits_redo(struct tdxp_edits *edits, struct tdxp_range *where);

/* How many steps undo can take back, and how many redo can make again. */
size_t tdxp_edits_done(const struct tdxp_edits *edits);
size_t tdxp_edits_undone(const struct tdxp_edits *edits);

/*
 * The label of a step, by its number from the first ever made (0); those from tdxp_edits_done on are undone. NULL past
 * the last. Valid until the next put.
 */
const char *tdxp_edits_label(const struct tdxp_edits *edits, size_t step);

/*
 * The runs of bytes that differ from those of base, *count of them: in rising order, with at least one byte between them
 * that does not. A byte that has its old value again is not among them. Valid until the next put, undo or redo.
 */
const struct tdxp_range *tdxp_edits_changed(const struct tdxp_edits *edits, size_t *count);

/* Whether the byte at an offset is in one of those runs. O(log n). */
bool tdxp_edits_has(const struct tdxp_edits *edits, uint64_t offset);

/* Whether any byte of a range is. O(log n). */
bool tdxp_edits_touch(const struct tdxp_edits *edits, struct tdxp_range range);

/* How many bytes those runs have together. O(1). */
uint64_t tdxp_edits_bytes(const struct tdxp_edits *edits);

/*
 * Say that the image is saved as it is now; before the first call that is base. Unsaved is what any number of steps leads
 * away from it: undoing or redoing them leads back, unless the way to it was dropped.
 */
void tdxp_edits_mark_saved(struct tdxp_edits *edits);
bool tdxp_edits_unsaved(const struct tdxp_edits *edits);

/* ---- values as text ---- */

/* Whether the bytes of a node can be changed; false with *err saying why: it has none, or lies in decompressed bytes. */
bool tdxp_edit_possible(const struct tdxp_node *node, struct tdxp_error *err);

/*
 * Turn text into new bytes of a node, node->length of them, which belong at node->offset of the file. What may be typed
 * depends on what the node is; names are those of the specification, in either case:
 *
 *   any node      hex:DE AD BE EF, exactly as many bytes as it has; with or without blanks between bytes
 *   a number      decimal, or hexadecimal with 0x; of one that counts bytes or is an address also with K, M, G or T
 *   enumeration   a number, or a name
 *   flags         a number; names joined by '|' or ','; or changes to what is set now: +NAME and -NAME, with blanks or
 *                 commas between them. A run of several bits is NAME=NUMBER or +NAME=NUMBER
 *   bits          a number; "set" or "clear" where it is one bit. The other bits of the field stay
 *   a GUID        its canonical text, with or without braces, or a well-known name
 *   characters    with or without "" around them, with \xNN, \\ and \" within; shorter text is filled up with zero bytes
 *   bytes         hexadecimal, without hex:, too; or characters in ""
 *
 * False with *err saying what is allowed, where text is none of that, too large, or the node cannot be changed.
 */
bool tdxp_edit_parse(const struct tdxp_node *node, const char *text, uint8_t *bytes, struct tdxp_error *err);

/*
 * Turn text into as many bytes as it says, at least one: hexadecimal, with hex: before it or not, or characters in "" as
 * above. The caller frees them; *length of them. NULL with *err filled in where text is neither, or memory ran out.
 */
uint8_t *tdxp_edit_parse_bytes(const char *text, size_t *length, struct tdxp_error *err);

/*
 * Write the present value of a node as text that tdxp_edit_parse makes the same bytes of into buffer, cut to size with a
 * NUL. Printable ASCII. Returns the length that the whole text has; 0 where the node cannot be changed.
 */
size_t tdxp_edit_value_text(const struct tdxp_node *node, char *buffer, size_t size);

/*
 * The n-th name that may be typed for a node: of an enumeration, of flags, of bits, or of well-known GUIDs. NULL past the
 * last. It lives as long as the program.
 */
const char *tdxp_edit_choice(const struct tdxp_node *node, size_t n);

/*
 * The correct value of a node, where a finding about it, or one about something else that would be right with another value
 * here, computes one: as text for tdxp_edit_parse, cut to size. Of several findings, the first of the worst severity counts;
 * it is put into *finding, which may be NULL.
 * False where there is none, or the node cannot be changed.
 */
bool tdxp_edit_fix(const struct tdxp_check_result *check, const struct tdxp_node *node, char *text, size_t size,
                   const struct tdxp_finding **finding);

#endif
