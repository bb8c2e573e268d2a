/* A histogram of times, one counter a microsecond: exact where it matters, no memory as it runs. */
#ifndef BENCH_LATENCY_H
#define BENCH_LATENCY_H

#include "common.h"

#define LATENCY_TOP 1000000 /* microseconds; what took longer is counted here */

struct latency {
    uint64_t count;
    uint32_t times[LATENCY_TOP + 1];
};

static inline void latency_add(struct latency *latency, uint64_t nanoseconds)
{
    uint64_t time = nanoseconds / 1000;
    latency->times[time < LATENCY_TOP ? time : LATENCY_TOP]++;
    latency->count++;
}

/* The microseconds that `share` of all times did not exceed. */
static inline unsigned latency_quantile(const struct latency *latency, double share)
{
    uint64_t seen = 0;
    for (unsigned time = 0; time < LATENCY_TOP; time++) {
        seen += latency->times[time];
        if ((double)seen >= share * (double)latency->count)
            return time;
    }
    return LATENCY_TOP;
}

#endif
