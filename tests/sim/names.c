/* SPDX-License-Identifier: MIT */
#include "names.h"

#include <stdio.h>

#define WORDS(name, ...)                                        \
	static const char *const name##_list[] = {__VA_ARGS__}; \
	const struct words words_##name = {                     \
		name##_list, sizeof name##_list / sizeof name##_list[0]}

WORDS(clusters, "prod-east", "lab-west", "dgx-pod", "edge-eu", "burst-cloud");
WORDS(departments, "research", "product", "platform", "data-science",
	"robotics", "healthcare", "finance", "simulation");
WORDS(projects, "vision", "nlp", "speech", "recommender", "perception",
	"forecasting", "genomics", "search", "fraud", "planning", "translation",
	"weather");
WORDS(models, "resnet", "bert", "llama", "vit", "unet", "whisper", "clip",
	"yolo", "diffusion", "mistral", "dlrm", "segformer");
WORDS(training, "train", "finetune", "eval", "distill");
WORDS(workspace, "notebook", "dev", "debug");
WORDS(inference, "serve", "chat", "embed");
WORDS(first, "alice", "bogdan", "carmen", "dmitri", "eun-ji", "fatima", "goran",
	"hannah", "ivan", "julia", "kofi", "lena");
WORDS(last, "cohen", "mueller", "okafor", "tanaka", "silva", "novak", "haddad",
	"larsen", "rossi", "kim", "dubois");

const char *words_pick(const struct words *w, size_t i)
{
	return w->word[i % w->n];
}

void words_unique(const struct words *w, size_t i, char *ret, size_t size)
{
	if (i < w->n)
		snprintf(ret, size, "%s", w->word[i]);
	else
		snprintf(ret, size, "%s-%02zu", w->word[i % w->n], i / w->n);
}
