/* SPDX-License-Identifier: MIT */
#include "buf.h"
