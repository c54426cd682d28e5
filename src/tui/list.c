/* Lists and texts that scroll. */
#include "tui/list.h"

void list_fit(struct list *list)
{
    int rows = list->rows > 0 ? list->rows : 1;
    int most = list->count > rows ? list->count - rows : 0;

    if (list->at >= list->count) {
        list->at = list->count - 1;
    }
    if (list->at < 0) {
        list->at = 0;
    }
    if (list->at < list->top) {
        list->top = list->at;
    }
    if (list->at >= list->top + rows) {
        list->top = list->at - rows + 1;
    }
    if (list->top > most) {
        list->top = most;
    }
    if (list->top < 0) {
        list->top = 0;
    }
}

bool list_command(struct list *list, enum command command)
{
    int page = list->rows > 1 ? list->rows - 1 : 1;

    switch (command) {
    case CMD_UP:
        list->at--;
        break;
    case CMD_DOWN:
        list->at++;
        break;
    case CMD_PAGE_UP:
        list->at -= page;
        break;
    case CMD_PAGE_DOWN:
        list->at += page;
        break;
    case CMD_HALF_UP:
        list->at -= (page + 1) / 2;
        break;
    case CMD_HALF_DOWN:
        list->at += (page + 1) / 2;
        break;
    case CMD_TOP:
    case CMD_LINE_START:
        list->at = 0;
        break;
    case CMD_BOTTOM:
    case CMD_LINE_END:
        list->at = list->count - 1;
        break;
    default:
        return false;
    }
    list_fit(list);
    return true;
}

void scroll_by(struct scroll *scroll, int rows, int lines)
{
    int most = scroll->lines > rows ? scroll->lines - rows : 0;

    scroll->top += lines;
    scroll->top = scroll->top < 0 ? 0 : scroll->top > most ? most : scroll->top;
}

bool scroll_command(struct scroll *scroll, int rows, enum command command)
{
    int page = rows > 1 ? rows - 1 : 1;

    switch (command) {
    case CMD_UP:
    case CMD_DOWN:
        scroll_by(scroll, rows, command == CMD_DOWN ? 1 : -1);
        return true;
    case CMD_PAGE_UP:
    case CMD_PAGE_DOWN:
        scroll_by(scroll, rows, command == CMD_PAGE_DOWN ? page : -page);
        return true;
    case CMD_HALF_UP:
    case CMD_HALF_DOWN:
        scroll_by(scroll, rows, (command == CMD_HALF_DOWN ? 1 : -1) * (page + 1) / 2);
        return true;
    case CMD_TOP:
    case CMD_LINE_START:
        scroll_by(scroll, rows, -scroll->top);
        return true;
    case CMD_BOTTOM:
    case CMD_LINE_END:
        scroll_by(scroll, rows, scroll->lines);
        return true;
    default:
        return false;
    }
}
