/* The list of broken images, as text and as JSON. */
#include "tdxplore/report.h"

#include <string.h>

#include "report/json.h"
#include "report/table.h"
#include "tdxplore/gallery.h"

enum {
    NAME_WIDTH = 24, /* a longer name has a line of its own */
    RULE_WIDTH = 12,
};

void tdxp_report_gallery(FILE *out)
{
    size_t count;
    const struct tdxp_gallery_image *images = tdxp_gallery(&count);

    for (size_t i = 0; i < count; i++) {
        const struct tdxp_gallery_image *image = &images[i];
        bool fits = strlen(image->name) < NAME_WIDTH;

        if (fits) {
            fprintf(out, "%-*s", NAME_WIDTH, image->name);
        } else {
            fprintf(out, "%s\n%*s", image->name, NAME_WIDTH, "");
        }
        fprintf(out, "%-*s", RULE_WIDTH, image->rule);
        print_wrapped(out, NAME_WIDTH + RULE_WIDTH, NAME_WIDTH + RULE_WIDTH, image->change);
    }
}

bool tdxp_report_gallery_json(FILE *out)
{
    json_t *root = json_object();
    json_t *list = json_array();
    size_t count;
    const struct tdxp_gallery_image *images = tdxp_gallery(&count);
    bool whole = root && list;

    for (size_t i = 0; i < count && whole; i++) {
        json_t *image =
            json_pack("{s:s, s:s, s:s}", "name", images[i].name, "rule", images[i].rule, "change", images[i].change);

        whole = json_array_append_new(list, image) == 0;
    }
    whole = json_object_set_new(root, "images", list) == 0 && whole;
    whole = whole && json_print(root, 2, out);
    putc('\n', out);
    json_decref(root);
    return whole;
}
