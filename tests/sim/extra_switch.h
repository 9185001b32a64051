/* SPDX-License-Identifier: MIT */
/* What the admin order `extra` sets; see sim.h. All zero at the start. */
#ifndef SIM_EXTRA_SWITCH_H
#define SIM_EXTRA_SWITCH_H

#include <stdbool.h>

enum extra_logo { LOGO_PNG, LOGO_SVG, LOGO_URL, LOGO_NONE, LOGOS };

struct extra_switch {
	char refuse[1024];  /* metric types, comma-joined */
	char partial[1024]; /* the same */
	bool unnamed;	    /* a refusal does not say which type it is about */
	bool partial_csv;   /* 207 in CSV too, which no document promises */
	enum extra_logo logo;
};

#endif
