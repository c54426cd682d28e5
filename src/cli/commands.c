/* The sub-commands: one table of them. */
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "cli/command.h"

#define OF_IMAGE (OPTION_BIT(OPTION_READ_LIMIT) | OPTION_BIT(OPTION_VARS))
#define UNPACKING (OPTION_BIT(OPTION_UNPACK) | OPTION_BIT(OPTION_UNPACK_LIMIT))
#define OR_SAMPLE (OF_IMAGE | OPTION_BIT(OPTION_BROKEN)) /* without IMAGE the sample is taken */
#define OF_SNP                                                                                                        \
    (OPTION_BIT(OPTION_SNP) | OPTION_BIT(OPTION_VCPUS) | OPTION_BIT(OPTION_VCPU_TYPE) | OPTION_BIT(OPTION_VCPU_SIG) | \
     OPTION_BIT(OPTION_GUEST_FEATURES) | OPTION_BIT(OPTION_KERNEL) | OPTION_BIT(OPTION_INITRD) |                      \
     OPTION_BIT(OPTION_APPEND) | OPTION_BIT(OPTION_SNP_OVMF_HASH))

static const struct command commands[] = {
    {
        .name = NULL,
        .operands = "[IMAGE]",
        .max_operands = 1,
        .options = OR_SAMPLE | UNPACKING | OPTION_BIT(OPTION_DIFF) | OPTION_BIT(OPTION_CONFIG) |
                   OPTION_BIT(OPTION_RELOAD) | OPTION_BIT(OPTION_NO_MOUSE) | OPTION_BIT(OPTION_NO_REMEMBER) |
                   OPTION_BIT(OPTION_ALLOW),
        .summary = "explore an image on the terminal",
        .description = "Explore IMAGE, the virtual firmware of a confidential virtual machine (td-shim,\n"
                       "OVMF with TDX support), on the terminal: its structures, its bytes and the\n"
                       "guest memory that they become. Where there is no terminal to draw on and to\n"
                       "read keys from, print what 'tdxplore info' prints.\n",
        .explores = true,
        .run = run_explore,
    },
    {
        .name = "info",
        .operands = "[IMAGE]",
        .max_operands = 1,
        .options = OR_SAMPLE | OPTION_BIT(OPTION_JSON),
        .summary = "print descriptor, sections and guest memory at a glance",
        .description = "Print IMAGE at a glance: where the TDX metadata was looked for and found, the\n"
                       "descriptor, its section table, and what the sections make of guest memory.\n"
                       "Lines that begin with '!' name what is wrong. The exit status is 1 where there\n"
                       "is no TDX descriptor.\n",
        .run = run_info,
    },
    {
        .name = "map",
        .operands = "[IMAGE]",
        .max_operands = 1,
        .options = OF_IMAGE | OPTION_BIT(OPTION_JSON) | OPTION_BIT(OPTION_SVG) | OPTION_BIT(OPTION_SCALE) |
                   OPTION_BIT(OPTION_WIDTH) | OPTION_BIT(OPTION_ROWS) | OPTION_BIT(OPTION_GUEST),
        .summary = "draw guest memory as the sections make it",
        .description = "Draw the guest memory that the VMM builds from IMAGE, the highest address on\n"
                       "top: a box for each section or part of it, filled by where its bytes come from,\n"
                       "with its size beside it and an M where it is measured. Sections that overlap\n"
                       "stand beside each other, marked '!'. Without --width the picture is as wide as\n"
                       "the terminal, and 80 columns where standard output is none.\n"
                       "\n"
                       "With --json print the segments; 'end' is the last address of each. With --svg\n"
                       "print the picture for documents: a file of its own, for light and dark\n"
                       "surroundings.\n"
                       "\n"
                       "The guest is a TDX one, by the TDVF descriptor; with --guest=sev it is an\n"
                       "SEV-SNP one, by the SEV metadata, and so without --guest where IMAGE describes\n"
                       "no other.\n"
                       "The exit status is 1 where IMAGE does not describe such a guest.\n",
        .run = run_map,
    },
    {
        .name = "measure",
        .operands = "[IMAGE]",
        .max_operands = 1,
        .options = OR_SAMPLE | OPTION_BIT(OPTION_JSON) | OPTION_BIT(OPTION_VMM) | OPTION_BIT(OPTION_ORDER) |
                   OPTION_BIT(OPTION_PAYLOAD) | OPTION_BIT(OPTION_HOB) | OPTION_BIT(OPTION_PARAM) |
                   OPTION_BIT(OPTION_HASH_LIMIT) | OPTION_BIT(OPTION_FORCE) | OPTION_BIT(OPTION_TRACE) |
                   OPTION_BIT(OPTION_EXPECT) | OF_SNP,
        .summary = "tell what a launch measures: MRTD, or SEV-SNP digest",
        .description = "Print the MRTD that a launch of IMAGE gives, and for each section what it has in\n"
                       "it: pages added, bytes extended, bytes hashed, and the digest so far. Unless VMM\n"
                       "is given, the launch is that of current QEMU on current KVM; the order is the\n"
                       "kernel's. Where launches differ in a way that shows, it is said with its source.\n"
                       "\n"
                       "An image that cannot be launched gives no MRTD but the reason, and so does one\n"
                       "whose value depends on data that is not known; --force measures what is there,\n"
                       "with zeros for the rest. At most 1 GiB is hashed, or as much as --hash-limit\n"
                       "allows. With --trace print every record that goes into the hash: its operation,\n"
                       "its GPA, and the offset in IMAGE of the bytes behind it.\n"
                       "\n"
                       "With --expect tell whether the MRTD is HEX. If not, try what else might give it:\n"
                       "other orders, what other VMMs do, TD_INFO left out or blank, and for a CODE file\n"
                       "the VARS file beside it put before.\n"
                       "\n"
                       "With --snp measure the launch of an AMD SEV-SNP guest from OVMF with SEV\n"
                       "metadata: the launch digest, and what the pages of the image, each section and\n"
                       "the VMSA pages of the vCPUs have in it. VMM is qemu, ec2, gce, krun or ec2-old\n"
                       "then. Without other options there is one vCPU of type EPYC-v4 with guest\n"
                       "features 0x1, and no kernel. With 0 vCPUs it ends before the VMSA pages. With\n"
                       "--kernel the hashes of kernel, initial ramdisk and command line are measured\n"
                       "where the metadata has a section for them. With --expect other numbers and\n"
                       "types of vCPUs, guest features and VMMs are tried, and VARS before CODE.\n"
                       "\n"
                       "The exit status is 1 where there is no value, or it is not the one expected.\n",
        .beside = true,
        .run = run_measure,
    },
    {
        .name = "tree",
        .operands = "[IMAGE [PATH]]",
        .max_operands = 2,
        .options = OR_SAMPLE | UNPACKING | OPTION_BIT(OPTION_JSON) | OPTION_BIT(OPTION_DEPTH) |
                   OPTION_BIT(OPTION_PATHS) | OPTION_BIT(OPTION_NOTES),
        .summary = "print every structure and field with its offset",
        .description = "Print every structure and field of IMAGE, one a line, with its offset and\n"
                       "length in the file; with PATH, only the node of that path and what is below it.\n"
                       "With --unpack, sections that are compressed are decompressed and decoded like\n"
                       "the rest, and without it those that PATH leads through. Offsets in them are led\n"
                       "by a number, and what the numbers stand for is said at the end. Without\n"
                       "--unpack-limit, no section may become larger than 128 MiB or 1000 times its\n"
                       "size, nor all together larger than 512 MiB. With --notes, what you have noted\n"
                       "stands below its node.\n",
        .run = run_tree,
    },
    {
        .name = "annotate",
        .operands = "[IMAGE [PATH]]",
        .max_operands = 2,
        .options = OR_SAMPLE | UNPACKING | OPTION_BIT(OPTION_JSON) | OPTION_BIT(OPTION_HTML) | OPTION_BIT(OPTION_ALL) |
                   OPTION_BIT(OPTION_GPA) | OPTION_BIT(OPTION_CHECK) | OPTION_BIT(OPTION_NOTES) |
                   OPTION_BIT(OPTION_COLOR) | OPTION_BIT(OPTION_WIDTH),
        .summary = "print bytes with the fields and values that they are",
        .description = "Print a hexdump of the TDX metadata of IMAGE in which each line is of one field,\n"
                       "with its path and value: the descriptor with its GUID, the GUIDed table, and the\n"
                       "last 32 bytes. With PATH print the bytes of that node, and with --all those of\n"
                       "the image. Rows equal to the one above are folded and, without PATH, so is what\n"
                       "no table describes. What PATH leads through is decompressed; with --unpack,\n"
                       "--all goes on with everything that is compressed.\n"
                       "\n"
                       "With --check each finding stands below the first line that has bytes of it, and\n"
                       "the bytes are marked '^'; with --notes your notes do as well, and theirs are\n"
                       "marked '~'. With --html print a page for browsers that needs no other file: its\n"
                       "tooltips explain the fields. Colours of text are 'auto' unless told: on a\n"
                       "terminal, where NO_COLOR is not set. Without --width, lines are as long as the\n"
                       "terminal is wide, and as they need be where standard output is none.\n"
                       "\n"
                       "The exit status is 1 where there is no TDX descriptor, with neither PATH nor\n"
                       "--all.\n",
        .run = run_annotate,
    },
    {
        .name = "search",
        .operands = "IMAGE PATTERN",
        .min_operands = 2,
        .max_operands = 2,
        .options = OF_IMAGE | UNPACKING | OPTION_BIT(OPTION_JSON) | OPTION_BIT(OPTION_COUNT),
        .summary = "find bytes, text, GUIDs, numbers, or names of structures",
        .description = "Print the places of IMAGE that match PATTERN, one a line: offset, length,\n"
                       "address in guest memory, bytes, and the node there. With --unpack, what is\n"
                       "compressed is searched as well; what does not come out as a whole, as a limit\n"
                       "is in the way or it is broken, is told on standard error, and JSON is not\n"
                       "'complete' then. Matches may overlap; at most 100000 are shown.\n"
                       "PATTERN is KEY:PATTERN, or without KEY what it seems to be. It must be quoted\n"
                       "for the shell where it has blanks or question marks.\n"
                       "\n"
                       "The exit status is 0 if there is a match, and 1 if there is none.\n",
        .patterns = true,
        .run = run_search,
    },
    {
        .name = "check",
        .operands = "IMAGE...",
        .min_operands = 1,
        .max_operands = INT_MAX,
        .options = OF_IMAGE | UNPACKING | OPTION_BIT(OPTION_JSON) | OPTION_BIT(OPTION_SARIF) |
                   OPTION_BIT(OPTION_SEVERITY) | OPTION_BIT(OPTION_CONSUMER),
        .summary = "tell what is wrong with images, and who refuses them",
        .description = "Check each IMAGE by the rules of the formats in it, and tell what programs that\n"
                       "load such images, its consumers, would say. A line is printed for each finding,\n"
                       "with the offset of the faulty bytes, and one for each consumer's verdict.\n"
                       "tdxplore-rules(7) explains the rules and the consumers. With --unpack, what is\n"
                       "compressed is checked as well; a finding in it gives the offset of the section.\n"
                       "What does not come out as a whole is told as by 'tdxplore search', and is no\n"
                       "matter of the exit status.\n"
                       "\n"
                       "The exit status is 1 if there is an error or a warning: a note is no fault. With\n"
                       "--severity it is 1 if there is a finding of that severity or above. With\n"
                       "--consumer it is 1 if that consumer refuses an image, for whatever severity. It\n"
                       "is 2 if an image could not be checked; the others are checked all the same.\n",
        .images = true,
        .run = run_check,
    },
    {
        .name = "diff",
        .operands = "A B",
        .min_operands = 2,
        .max_operands = 2,
        .options = OPTION_BIT(OPTION_READ_LIMIT) | OPTION_BIT(OPTION_UNPACK_LIMIT) | OPTION_BIT(OPTION_JSON) |
                   OPTION_BIT(OPTION_PATHS) | OPTION_BIT(OPTION_COLOR) | OPTION_BIT(OPTION_TD_VMM) |
                   OPTION_BIT(OPTION_ORDER) | OPTION_BIT(OPTION_HASH_LIMIT) | OPTION_BIT(OPTION_FORCE),
        .summary = "compare two images: structures, bytes, MRTD, verdicts",
        .description = "Compare the images A and B: first what they are made of, by paths and GUIDs and\n"
                       "not by positions, then their bytes. Lines begin with the offset in A and in B;\n"
                       "'+' is in B alone, '-' in A alone, '~' is changed, '>' has only moved. A file\n"
                       "that has grown is told as that, and so is what has moved with it. What is\n"
                       "compressed and not the same is decompressed on both sides.\n"
                       "Bytes that other structures cover in A than in B count on both sides.\n"
                       "\n"
                       "Then come the MRTD of both, as 'tdxplore measure' has it, with the sections that\n"
                       "make it another one, and the verdicts and findings that one image has and the\n"
                       "other has not.\n"
                       "\n"
                       "The exit status is 0 if the files are the same, 1 if they differ. With\n"
                       "'tdxplore --diff=B A' and with ':diff B' the explorer shows both side by side.\n",
        .images = true,
        .run = run_diff,
    },
    {
        .name = "extract",
        .operands = "IMAGE PATH",
        .min_operands = 2,
        .max_operands = 2,
        .options = OF_IMAGE | OPTION_BIT(OPTION_OUTPUT) | OPTION_BIT(OPTION_FORCE) | OPTION_BIT(OPTION_UNPACK_LIMIT),
        .summary = "write the bytes of a structure, field or file",
        .description = "Write the bytes of the node that PATH names, of the tree of IMAGE, to FILE or\n"
                       "else to standard output. 'tdxplore tree --paths IMAGE' prints the paths, and\n"
                       "the explorer shows that of what is selected. A path stays the same for every\n"
                       "image of the same layout. What it leads through is decompressed, within the\n"
                       "limits of 'tdxplore tree'.\n",
        .run = run_extract,
    },
    {
        .name = "patch",
        .operands = "IMAGE PATH=VALUE...",
        .min_operands = 2,
        .max_operands = INT_MAX,
        .options = OF_IMAGE | OPTION_BIT(OPTION_OUTPUT) | OPTION_BIT(OPTION_FORCE) | OPTION_BIT(OPTION_UNPACK_LIMIT),
        .summary = "write an image with fields and bytes of it changed",
        .description = "Write IMAGE with new values of the nodes that each PATH names, to FILE or else\n"
                       "to standard output; IMAGE itself stays as it is. The assignments are made in\n"
                       "their order, each on what those before it have left; where one cannot be made,\n"
                       "nothing is written. With FILE each is told in a line: old value, new value, and\n"
                       "where the bytes are.\n"
                       "\n"
                       "VALUE is 'fix' for the correct one, where 'tdxplore check' computes it. Else it\n"
                       "is a number, decimal or with 0x, and where it counts bytes with K, M, G or T;\n"
                       "the name of an enumeration's value; names of flags with | between them, or\n"
                       "changes such as '+NAME -NAME'; 'set' or 'clear' for a bit; a GUID or its name;\n"
                       "text, which zeros fill up; or bytes in hexadecimal, as many as there are. Any\n"
                       "node takes 'hex:BYTES'. PATH can be an OFFSET such as 0x1000 as well, and VALUE\n"
                       "bytes, any number of them. VALUES in tdxplore(1) has all that may be typed.\n"
                       "\n"
                       "What is decompressed cannot be changed. With --vars the joined image is written.\n",
        .run = run_patch,
    },
    {
        .name = "notes",
        .operands = "[IMAGE [PATH]]",
        .max_operands = 2,
        .options = OR_SAMPLE | UNPACKING | OPTION_BIT(OPTION_JSON) | OPTION_BIT(OPTION_TEXT_OF_NOTE) |
                   OPTION_BIT(OPTION_RANGE) | OPTION_BIT(OPTION_REMOVE) | OPTION_BIT(OPTION_IMPORT),
        .summary = "list and write notes about places of an image",
        .description = "Print your notes about IMAGE, in the order of its tree, as text or JSON that\n"
                       "--import takes again; with PATH, only those of that node and what is below it.\n"
                       "Notes are kept by the SHA-256 of the image and the paths of its nodes, and the\n"
                       "explorer shows and writes the same ones. One whose node is not there stays.\n"
                       "\n"
                       "With --text write the note of the node at PATH, or of a range of its bytes, in\n"
                       "place of the one that is there; with --remove take it away. With --import add\n"
                       "those of FILE, which is standard input for '-', whatever image they were written\n"
                       "about: a place with two texts gets the lines of both. tdxplore(1) describes the\n"
                       "format.\n"
                       "\n"
                       "The exit status is 1 where there are no notes to print or remove.\n",
        .run = run_notes,
    },
    {
        .name = "learn",
        .operands = "[CHAPTER]",
        .max_operands = 1,
        .options = OPTION_BIT(OPTION_LESSON) | OPTION_BIT(OPTION_LIST) | OPTION_BIT(OPTION_CHECK) |
                   OPTION_BIT(OPTION_CONFIG) | OPTION_BIT(OPTION_NO_MOUSE) | OPTION_BIT(OPTION_ALLOW),
        .summary = "take lessons on the format, from the terminal",
        .description = "Take a lesson: a tour of the format in chapters, on the built-in sample, and\n"
                       "broken images whose fault is to be found by eye. Each step moves the selection\n"
                       "in the explorer, where everything can be looked at before going on. CHAPTER is\n"
                       "a number or a name of --list; without it, the chapters are shown to choose from.\n"
                       "How far one has come is kept.\n"
                       "\n"
                       "With --lesson take the one in FILE, which anybody can write for any image: see\n"
                       "tdxplore-lesson(5). With --check only look whether the places that it names are\n"
                       "there; the exit status is 1 where one is not.\n",
        .explores = true,
        .run = run_learn,
    },
    {
        .name = "sample",
        .operands = "",
        .max_operands = 0,
        .options = OPTION_BIT(OPTION_OUTPUT) | OPTION_BIT(OPTION_FORCE) | OPTION_BIT(OPTION_BROKEN) |
                   OPTION_BIT(OPTION_LIST) | OPTION_BIT(OPTION_JSON),
        .summary = "write the built-in sample image, or a broken one",
        .description = "Write the built-in sample, an image of 16 MiB laid out as td-shim lays out its\n"
                       "own, to FILE or else to standard output. The same bytes every time.\n"
                       "With --broken, write one that was made from it by a small change that breaks a\n"
                       "rule; NAME is its name or the id of a rule. With --list, print their names, the\n"
                       "rules that they break, and what was changed.\n",
        .run = run_sample,
    },
};

const struct command *command_row(unsigned n)
{
    return n < sizeof commands / sizeof commands[0] ? &commands[n] : NULL;
}

const struct command *command_find(const char *name)
{
    for (unsigned n = 0; command_row(n); n++) {
        if (commands[n].name && strcmp(commands[n].name, name) == 0) {
            return &commands[n];
        }
    }
    return NULL;
}
