/* SPDX-License-Identifier: MIT */
#include "version.h"

#include <curl/curl.h>

const char *version_of_curl(void)
{
	return curl_version_info(CURLVERSION_NOW)->version;
}

const char *version_of_curl_ca(bool directory)
{
	const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);

	if (v->age < CURLVERSION_SEVENTH) /* 7.70 */
		return NULL;
	return directory ? v->capath : v->cainfo;
}
