/* File names as URI references. */
#ifndef REPORT_URI_H
#define REPORT_URI_H

#define URI_FILE "file://" /* how absolute ones begin */

/*
 * The URI reference of a file (RFC 3986; RFC 8089 for the scheme "file"): relative where the path is, else with the
 * scheme. Segments that mean nothing are dropped; a path with ".." in it is resolved first where that can be done,
 * because a URI is resolved by its text and knows no symbolic links.
 * From malloc; NULL where memory ran out.
 */
char *uri_of_path(const char *path);

#endif
