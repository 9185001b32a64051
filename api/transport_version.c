/* SPDX-License-Identifier: MIT */
#include "version.h"

#include <curl/curl.h>

const char *version_of_curl(void)
{
	return curl_version_info(CURLVERSION_NOW)->version;
}
