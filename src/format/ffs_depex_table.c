/* Dependency expressions as tables: what each opcode does. */
#include <stddef.h>

#include "format/ffs_depex.h"

#define EDK2 "; tianocore/edk2:MdePkg/Include/Pi/PiDependency.h"
#define PI "PI specification vol. 2, 10 (DXE Dispatcher) and 15 (Dependency Expression Grammar)" EDK2

const struct tdxp_doc depex_doc_opcode = {
    "one step of the dependency expression",
    "The expression is worked off from the front with a stack of truth values: PUSH puts one onto it, AND, OR and NOT "
    "take theirs from it and put the result back, END takes the last one as the answer.",
    PI};

const struct tdxp_doc depex_doc_rest = {"bytes behind the end of the expression",
                                        "The expression ends with END. Nobody reads what follows it.", PI};

static const struct tdxp_choice opcodes[] = {
    {DEPEX_BEFORE,
     "BEFORE",
     {"run right before the file that is named",
      "The only opcode of its expression, but for END. The driver has no condition of its own: it runs when the other "
      "one is about to. Not for PEI modules.",
      PI}},
    {DEPEX_AFTER,
     "AFTER",
     {"run right after the file that is named",
      "The only opcode of its expression, but for END. The driver has no condition of its own: it runs when the other "
      "one has run. Not for PEI modules.",
      PI}},
    {DEPEX_PUSH,
     "PUSH",
     {"true where the interface with this GUID is installed",
      "For DXE and management mode the GUID is that of a protocol, in the PEI phase that of a PPI. Somebody who runs "
      "earlier has to install it.",
      PI}},
    {DEPEX_AND,
     "AND",
     {"both of the two values on top of the stack",
      "Takes two values from the stack and puts back whether both are true.", PI}},
    {DEPEX_OR,
     "OR",
     {"one of the two values on top of the stack, or both",
      "Takes two values from the stack and puts back whether at least one is true.", PI}},
    {DEPEX_NOT,
     "NOT",
     {"the contrary of the value on top of the stack", "Takes one value from the stack and puts back its contrary.",
      PI}},
    {DEPEX_TRUE, "TRUE", {"true", "An expression that is TRUE alone means: run whenever there is time.", PI}},
    {DEPEX_FALSE, "FALSE", {"false", "An expression that is FALSE alone means: never run by itself.", PI}},
    {DEPEX_END,
     "END",
     {"the value that is left on the stack is the answer",
      "Where it is true the file is run. Until then the dispatcher asks again whenever something new was installed.",
      PI}},
    {DEPEX_SOR,
     "SOR",
     {"schedule on request: not before somebody asks for the file",
      "The first opcode of its expression. What follows is asked only after another driver has requested the file by its "
      "name. Not for PEI modules.",
      PI}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_field opcode_fields[] = {
    {.name = "Opcode",
     .type_name = "UINT8",
     .offset = 0,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = opcodes,
     .doc = {"what is done in this step", "BEFORE, AFTER and PUSH are followed by a GUID, the others stand alone.",
             PI}},
    {.name = NULL},
};

const struct tdxp_format depex_format_opcode = {
    .name = "opcode", .size = 1, .fields = opcode_fields, .doc = {.summary = "opcode"}};

static const struct tdxp_field operand_fields[] = {
    {.name = "Guid",
     .type_name = "EFI_GUID",
     .offset = 1,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"the interface that is asked for, or the file that is meant",
             "For PUSH a protocol or PPI. For BEFORE and AFTER the name of another file.", PI}},
    {.name = NULL},
};

const struct tdxp_format depex_format_operand = {
    .name = "operand", .size = 17, .fields = operand_fields, .doc = {.summary = "operand"}};

const struct tdxp_choice *depex_opcode_find(uint8_t opcode)
{
    return tdxp_choice_find(opcodes, opcode);
}
