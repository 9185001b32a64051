/* SPDX-License-Identifier: MIT */
/* tenant/logo: the picture that is in the document. */
#include <errno.h>

#include "data_url.h"
#include "json.h"
#include "source_private.h"

int source_logo(const struct request *q, const struct api_result *result,
	int64_t mtime_ns, struct content **ret)
{
	const struct api_item *item = &result->items[0];
	struct slice value =
		json_get((struct slice){item->json, item->len}, "logo");
	cleanup_buf struct buf text = BUF_INIT;
	struct buf bytes = BUF_INIT;
	int r;

	if (json_type(value) != JSON_STRING)
		return -ENOENT;
	json_decode(value, &text);
	if (text.n == 0)
		return buf_error(&text) ? -ENOMEM : -ENOENT;
	r = data_url_decode(buf_slice(&text), &bytes);
	if (r == 0)
		r = content_text(ret, &bytes, mtime_ns);
	buf_free(&bytes);
	return r;
}
