/* SPDX-License-Identifier: MIT */
#include "clock.h"
