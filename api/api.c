/* SPDX-License-Identifier: MIT */
#include "api.h"
