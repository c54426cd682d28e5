/* The explorer's one state: the image, the one selection, the panes, the screen. */
#ifndef TUI_APP_H
#define TUI_APP_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "tdxplore/check.h"
#include "tdxplore/compare.h"
#include "tdxplore/edit.h"
#include "tdxplore/firmware.h"
#include "tdxplore/image.h"
#include "tdxplore/launch.h"
#include "tdxplore/measure.h"
#include "tdxplore/notes.h"
#include "tdxplore/search.h"
#include "tdxplore/snp.h"
#include "tui/changes.h"
#include "tui/complete.h"
#include "tui/draw.h"
#include "tui/keymap.h"
#include "tui/line.h"
#include "tui/list.h"
#include "tui/palette.h"
#include "tui/pane.h"
#include "tui/settings.h"
#include "tui/theme.h"
#include "tui/watch.h"

enum pane_id {
    PANE_TREE,
    PANE_HEX,
    PANE_MAP,
    PANE_EXPLAIN,
    PANE_FINDINGS,
    PANE_VERDICTS,
    PANE_CODE,
    PANE_MEASURE,
    PANE_MATCHES,
    PANE_READOUT,
    PANE_LESSON,
    PANE_DIFFERENCES,
    PANES,
};

/*
 * The one selection. Always consistent: node covers the cursor byte or has no bytes; section and gpa belong to them.
 */
struct selection {
    const struct tdxp_space *space;
    uint64_t offset;              /* the cursor byte, in bytes from the start of space */
    const struct tdxp_node *node; /* what is selected; never NULL */
    int32_t section;              /* the metadata section that it belongs to or that loads the byte, or -1 */
    uint64_t gpa;                 /* of the cursor byte, or of a section without bytes */
    bool has_gpa;
    bool gpa_by_bios; /* gpa comes from the BIOS mapping, not from a section */
};

enum { HISTORY_MAX = 256, PAST_MAX = 32, MESSAGE_SIZE = 256, PROMPT_SIZE = LINE_SIZE, SAFE_SIZE = 256 };

/* A place to come back to. */
struct place {
    struct selection selection;
    enum pane_id focus;
    bool guest;
    enum tdxp_guest whose;
};

/* As in a browser: items[at] is where we are, below are the places to go back to, above those to go forward to. */
struct history {
    struct place items[HISTORY_MAX];
    int count, at;
};

/* Lines that were typed before, the newest first. */
struct prompt_past {
    char lines[PAST_MAX][PROMPT_SIZE];
    int count;
};

/* A place with a letter. */
struct mark {
    bool set;
    struct place place;
};

enum { MARKS = 52 }; /* a to z, A to Z */

struct sheet_class;

/* The list that has the whole screen. */
struct sheet {
    const struct sheet_class *class; /* NULL: none has */
    struct list list;
};

/* The line that is being typed at the bottom; the rest of the screen goes on. */
struct prompt {
    bool active;
    const char *label; /* ":" or "Go to: " */
    const char *hint;  /* what may be typed, shown while nothing is; NULL: nothing */
    struct line line;
    completions_offer *offer;                          /* what Tab completes; NULL: nothing */
    struct completions completions;                    /* while Tab goes through them */
    const struct prompt_past *past;                    /* what Up brings back; NULL: nothing */
    bool takes_empty;                                  /* a line without anything in it is accepted too */
    bool lacking;                                      /* something was typed that cannot stand in it */
    int recalled;                                      /* how many lines Up has gone back */
    bool (*accept)(struct app *app, const char *text); /* false keeps the prompt open with app->message shown */
};

/* What the next key says; the keys of a choice stand in the bottom line meanwhile. */
struct asking {
    const char *text;                         /* parts two blanks apart */
    void (*answer)(struct app *app, int key); /* NULL: nothing is asked */
};

/* How the VMM builds the guest, step by step; all zero while that is not shown. */
struct playback {
    bool active;
    bool running;                   /* goes on by itself */
    bool from_sev;                  /* the memory of the SEV-SNP guest was shown before */
    struct tdxp_launch_step *steps; /* owned */
    size_t count, at;
};

/* A compressed part that is being opened; all zero while none is. */
struct unpack {
    struct tdxp_opening *opening; /* owned */
    char *path;                   /* owned; of the node that it is of */
    char name[SAFE_SIZE];         /* of that node, safe to show */
    bool all;                     /* then go on with the next, from next on */
    uint32_t next;                /* id of a node */
    bool go;                      /* show what comes out */
    char then[PROMPT_SIZE];       /* or go to this place, as it was typed; "" for none */
};

/* What the launches of both kinds of guests measure; NULL until somebody wants to see it. */
struct measuring {
    struct tdxp_measurement *measurement; /* owned; of a TDX guest */
    struct tdxp_measure_options options;
    struct tdxp_snp_measurement *snp; /* owned; of an SEV-SNP guest */
    struct tdxp_snp_options snp_options;
    bool overlay; /* every byte is shown by what becomes of it in the launch of the guest that is shown */
};

/* What is searched for; without search until somebody does. */
struct searching {
    struct tdxp_search *search; /* owned */
    uint64_t serial;            /* how many there were: no two are the same */
    char text[PROMPT_SIZE];     /* the pattern as it was typed */
    bool here;                  /* in one space alone */
    bool backwards;             /* it was begun with ? */
    bool stopped;               /* by Esc: it is not gone on with */
    bool going, going_back;     /* to a match, as soon as one is found, in that direction */
    const char *told; /* behind the count of the matches, which is told again when all are found; NULL: nothing is */
    int shown;        /* the match that is highlighted as that of the cursor, or -1; as of this drawing */
    struct prompt_past past;
};

/* How the two columns of bytes stand to each other. */
enum comparing_shift {
    SHIFT_ALIGNED, /* bytes beside those that they stand for */
    SHIFT_NONE,    /* the same offsets */
    SHIFT_FIXED,   /* B is further on by a distance */
};

/* Another image, B, beside the one that is explored, A; all zero while there is none. */
struct comparing {
    struct tdxp_image *image;    /* owned, as all that is made of it */
    enum tdxp_image_state state; /* of the file behind it, as it was last seen */
    struct tdxp_opened *opened;
    struct tdxp_firmware *fw;
    struct tdxp_check_result *check;
    struct tdxp_comparison *comparison;
    struct tdxp_effects effects;
    struct tdxp_search *search;          /* for what is searched for in A */
    uint64_t search_of;                  /* serial of the search of A that it is for */
    bool search_failed;                  /* memory ran out */
    struct tdxp_measure_options options; /* of the launch that the effects are of */
    bool hashed;                         /* all steps of the effects are made */
    bool deepen;                         /* there may be compressed parts to open */
    char name[SAFE_SIZE];                /* safe to show */
    enum comparing_shift shift;
    uint64_t distance; /* bytes; may be negative, as an addition without overflow has it */
    /* A place of B that is shown while the cursor of A stays where it is: what B alone has. */
    bool pinned;
    const struct tdxp_space *pin_space, *pinned_of;
    uint64_t pin, pinned_at;
    int chosen; /* the difference for which it is, or -1 */
};

/* Changes of the image in memory; all zero until somebody makes one. */
struct editing {
    struct tdxp_edits *edits;      /* owned; over this: */
    const struct tdxp_image *base; /* not owned; the image as it was opened */
    char label[160];               /* of the prompt */
    char *path;      /* owned; of the node that a value is typed for: the mouse may select another one meanwhile */
    uint64_t offset; /* where bytes that are typed go, or the range that is filled with one */
    struct tdxp_range range;
    bool fills;
    bool wrote;                      /* the file that was opened was written over here: */
    struct tdxp_image_stamp written; /* what its name led to then */
};

enum span_state { SPAN_HASHING, SPAN_HASHED, SPAN_UNHASHED };

struct digest;

/* A range of bytes that is marked; all zero while there is none. */
struct span {
    bool active;
    const struct tdxp_space *space;
    uint64_t anchor, head; /* offsets of its two ends in space: where it began, and where the cursor is */
    enum span_state state; /* of CRC32 and SHA-256 */
    struct digest *digest; /* owned; while they are worked out */
    uint32_t crc32;
    char sha256[65];
};

/* The left button of the mouse: where it was pressed last, and what is done with it. row and col are those of the pane. */
struct press {
    struct pane *pane;   /* it is held down there; NULL: it is not */
    int row, col;        /* where it was dragged to; the row may lie above or below the pane */
    bool dragged;        /* to another cell than that where it was pressed */
    int64_t due_ms;      /* while it is held above or below the pane: when that goes on, in monotonic_ms */
    struct pane *chosen; /* what was pressed there can be opened by pressing once more; NULL: nothing */
    int y, x;            /* cell of the screen of that press */
    int64_t at_ms;       /* and when it was */
};

enum { PROBLEMS_MOST = 50, TYPED_MOST = 50 };

/* What the settings file has said, and what of it could not be understood. */
struct config {
    char path[PATH_MAX];                        /* "": there is none */
    char problems[PROBLEMS_MOST][MESSAGE_SIZE]; /* behind the path, ":3: no such key: ...", safe to show */
    int count;                                  /* of all; the first PROBLEMS_MOST are kept */
    struct settings at_start;                   /* as the file and the options made them */
    char typed[TYPED_MOST][PROMPT_SIZE]; /* lines since then that bind keys and choose colours, the latest last */
    int typed_count;
};

struct lesson;

enum { LESSON_NAME = 64, LESSONS_MOST = 100 };

/* How far somebody has come in a lesson. */
struct lesson_progress {
    char name[LESSON_NAME];
    size_t at; /* the step that was left, from 0 */
    bool done; /* it was gone through to its end */
};

/* The lesson that is taken; without lesson while none is. */
struct learning {
    struct lesson *lesson; /* owned */
    char name[LESSON_NAME];
    size_t at;      /* the step that is shown */
    bool *answered; /* owned; by step: what it asks for was answered, or nothing is asked */
    size_t hints;   /* of the step that are shown */
    bool warned;    /* that it has not been answered */
    unsigned shown; /* how often a step was shown, so that its text begins at the top */
    /* What was there before: the image, what app->own was, the name, and the place. */
    const struct tdxp_image *before;
    struct tdxp_image *before_own;
    char *before_name, *before_path;  /* owned */
    struct tdxp_check_result *hidden; /* owned: the findings, while they are to be found by eye; else NULL */
    struct lesson_progress progress[LESSONS_MOST];
    size_t progress_count;
    bool progress_hidden; /* that file cannot be read, and so is not replaced */
};

/* Where in the bottom line the hint of a command stands, in columns of the screen; end is the one behind it. */
struct hint_spot {
    int col, end;
    enum command command;
};

enum { HINTS_MOST = 32 };

/* Those that stand there. */
struct hints {
    struct hint_spot spots[HINTS_MOST];
    int count;
};

/* What the image's files were when they were looked at last, and since when; for reading them again by themselves. */
struct standing {
    struct tdxp_image_stamp stamps[2]; /* of the image, and of the one that it is compared with */
    int64_t since_ms;
    bool known; /* they were looked at, since they are not what is shown */
    bool waits; /* they are to be read, once they have stood still */
};

/* What of the user's may have come into no file, which is said at the end. */
enum unkept { UNKEPT_MARKS, UNKEPT_PROGRESS, UNKEPTS };

enum noting_state {
    NOTING_OFF, /* nothing is known, nor asked for */
    NOTING_HASHING,
    NOTING_HASHED, /* but what is kept could not be loaded */
    NOTING_READY,
    NOTING_MIXED, /* the file was written to meanwhile, or the hash could not be worked out */
};

/* What is wanted of the notes once they are known. */
enum noting_want {
    NOTING_NOTHING,
    NOTING_EDIT,
    NOTING_WRITE,
    NOTING_LIST,
    NOTING_NEXT,
    NOTING_PREVIOUS,
    NOTING_COMMAND,
};

/* Bytes that have a note. */
struct noted_run {
    unsigned space; /* its id */
    struct tdxp_range range;
};

/* The notes of the image. */
struct noting {
    enum noting_state state;
    const struct tdxp_image *image; /* that all of this is of */
    struct digest *digest;          /* owned; while it is worked out */
    char sha256[TDXP_SHA256_TEXT];
    struct tdxp_notes *notes;   /* owned; with NOTING_READY */
    struct tdxp_noting *places; /* owned; of them in the tree. NULL where memory ran out */
    struct noted_run *runs;     /* owned; by space and start, none touching another */
    size_t run_count;
    struct tdxp_notes *before; /* owned: of the file as it was; NULL: none */
    bool reread;               /* the image is that file as it is now */
    enum noting_want want;
    char typed[PROMPT_SIZE]; /* for that */
    char *path, *was;        /* owned; the place that is noted at, and the text that it had as it was looked at */
    struct tdxp_range range;
};

struct app {
    struct terminal *terminal;      /* not owned */
    const struct tdxp_image *image; /* not owned */
    struct tdxp_opened *opened;     /* owned; what of it is decompressed */
    struct standing standing;
    struct watch watch;                /* of the image's files */
    struct changes changes;            /* of the file, since it was read before; shown until the next key */
    struct tdxp_image *own;            /* owned: the image, where it is not the one that came; else NULL */
    enum tdxp_image_state image_state; /* of the file behind it, as it was last seen */
    struct tdxp_firmware *fw;          /* owned */
    struct tdxp_check_result *check;   /* owned */

    struct selection selection;
    struct settings settings;
    struct palette palette;
    struct keymap keys; /* which does what */
    struct config config;
    struct history history;
    struct mark marks[MARKS];
    bool marked; /* they are others than those that were kept */
    struct sheet sheet;
    struct pane panes[PANES];
    enum pane_id focus;
    bool guest;            /* the hex pane shows guest memory, not a file */
    enum tdxp_guest whose; /* whose memory that and the map are of */
    bool zoomed;           /* the focused pane has the whole screen */
    enum pane_id main;     /* in a medium layout: what the second column shows */
    enum pane_id aux;      /* in a wide layout: what the lower left corner shows */
    enum pane_id low;      /* in a medium layout: what stands below the columns */
    bool summary_line;     /* the explanation is not on the screen: its first line stands above the bottom line */

    struct canvas canvas;
    struct theme theme;
    int rows, cols;
    int verdicts_col; /* where the title line's verdicts begin; cols where it has none */
    bool help;        /* the help screen is open */
    int help_top;     /* first line shown of it */
    struct prompt prompt;
    struct asking asking;
    struct playback playback;
    struct unpack unpack;
    struct measuring measuring;
    struct searching searching;
    struct comparing comparing;
    struct editing editing;
    struct span span;
    struct press press;
    struct hints hints;
    struct learning learning;
    struct noting noting;
    char message[MESSAGE_SIZE]; /* shown at the bottom until the next key; safe to show */
    bool message_is_error;
    struct tdxp_error unkept[UNKEPTS]; /* empty: nothing of it is lost */
    bool quit;
    int signal;      /* that ends the program, or 0 */
    char name[1040]; /* of the image, safe to show: room for a base name of 255 bytes, all of them escaped */
};

/* ---- the selection: the only ways in which panes change it ---- */

/* Select a node; the cursor goes to its first byte (or stays, where it has none). remember: put the place left into the history. */
void app_select_node(struct app *app, const struct tdxp_node *node, bool remember);

/*
 * The same with the cursor on a byte of the file, as a finding points at one inside of its node, or near one that has no
 * bytes. A byte that the node does not cover is passed over for its first.
 */
void app_select_node_at(struct app *app, const struct tdxp_node *node, uint64_t offset, bool remember);

/* Put the cursor on a byte and select the deepest node that covers it. */
void app_select_byte(struct app *app, const struct tdxp_space *space, uint64_t offset, bool remember);

/*
 * Select an address of guest memory as the sections make it: the deepest node of the byte that is copied there, else
 * the descriptor's entry that made the memory. False where no section puts anything there.
 */
bool app_select_guest(struct app *app, uint64_t gpa, bool remember);

/* The same, but where no section covers gpa, the byte that the BIOS mapping puts there. False where nothing is. */
bool app_select_gpa(struct app *app, uint64_t gpa, bool remember);

/* Select a section by what the map shows of it: its bytes where it has any, else its descriptor entry. */
void app_select_section(struct app *app, uint32_t section, bool remember);

/* Select a part of a section as the map shows it; the cursor goes to its first address. */
void app_select_segment(struct app *app, const struct tdxp_segment *segment, bool remember);

/* Go where the selected node points, or begin to open what is compressed in it. False, with a message, where it is neither. */
bool app_follow(struct app *app);

/*
 * Show in the hex pane guest memory in place of the file, or the other way round: the same place where it exists in
 * both. A message where it does not.
 */
void app_switch_view(struct app *app);

/* Show the memory of a kind of guest that the image describes. */
void app_show_guest(struct app *app, enum tdxp_guest whose);

/* Show that of the other kind. A message where the image does not describe it. */
void app_switch_guest(struct app *app);

/* Retrace. False, with a message, at the end. */
bool app_back(struct app *app);
bool app_forward(struct app *app);

/* Where one is. */
struct place app_here(const struct app *app);

/* Go to a place, and remember the one left. */
void app_go_place(struct app *app, const struct place *place);

/* Go to a place of the history, which stays as it is. False, with a message, where there is none. */
bool app_go_history(struct app *app, int index);

/* Work out section and GPA, in the memory of that guest, of a selection whose space, offset and node are set. */
void app_complete(const struct app *app, enum tdxp_guest whose, struct selection *selection);

/* ---- for panes ---- */

/* The guest memory that is shown. */
const struct tdxp_guest_map *app_map(const struct app *app);

/*
 * The section of the guest that is shown which the selection is, or lies in; -1: none. That behind the last of the SEV
 * metadata is the image.
 */
int32_t app_section(const struct app *app);

/* The part of guest memory of that section; NULL: none. */
const struct tdxp_region *app_region(const struct app *app);

/* The byte of the file that the cursor is on, or the first of those that its space was made from. */
uint64_t app_file_offset(const struct app *app);

/* The section whose colour a node has: of the guest that is shown, the one that it describes or is the bytes of; -1: none. */
int32_t app_hue_of_node(const struct app *app, const struct tdxp_node *node);

/* The same for a byte of the file: its node's, else that of the section that loads it. node may be NULL. */
int32_t app_hue_of_byte(const struct app *app, const struct tdxp_node *node, uint64_t offset);

/*
 * Names, notes, remarks and paths of nodes may hold any byte of the image or of a file's name: write text as the locale
 * can show it, and harmless, into buffer, cut to size with a NUL. Returns buffer. text may be NULL: an empty string.
 */
const char *app_safe(const struct app *app, const char *text, char *buffer, size_t size);

/* A text that names commands, as in "{help} shows the keys", with their keys (keymap_expand). Returns buffer. */
const char *app_expand(const struct app *app, const char *text, char *buffer, size_t size);

/* The key of a command, for a message; or ":NAME" where it has none. */
struct app_key {
    char text[KEYMAP_KEY];
};
struct app_key app_key(const struct app *app, enum command command);

/* Show a message in the bottom line until the next key. The text must be safe to show. */
void app_message(struct app *app, bool is_error, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* What could not be kept, in the file of that path, and why. */
void app_unkept(struct app *app, enum unkept what, const char *path, const struct tdxp_error *err);

/* The same where the user has no directory for such a file. */
void app_unkept_anywhere(struct app *app, enum unkept what);

/* What the image is called in the title line; may hold any byte. */
void app_set_name(struct app *app, const char *title);

/* Give the keys to a pane, and bring it onto the screen. */
void app_focus(struct app *app, enum pane_id pane);

/* Bring the readout onto the screen beside the pane that has the keys, or take it away. */
void app_toggle_readout(struct app *app);

/* Work out where each pane stands on a screen of app->rows x app->cols. */
void app_layout(struct app *app);

/* Bring the selection into view in every pane. */
void app_show_selection(struct app *app);

/* Put a line before those that were typed, once. */
void prompt_past_add(struct prompt_past *past, const char *line);
/* Ask for one key. Esc is no answer. */
void app_ask_key(struct app *app, const char *text, void (*answer)(struct app *app, int key));

/* Carry out a command, as its key does. */
void app_run(struct app *app, enum command command);

/* Open the prompt. */
void app_prompt(struct app *app, const char *label, bool (*accept)(struct app *app, const char *text));

#endif
